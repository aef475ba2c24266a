package org.tocsin.app.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.app.crash.Instance;
import org.tocsin.model.Topic;

/** What can go wrong. Each returns when it is over; what follows is recovery. */
public enum Fault {
    /** All connections to the broker break and none can be made. */
    NETWORK_CUT(true) {
        @Override
        void strike(World world, Duration hold, Random random) {
            spoil(world, Proxy.Mode.CUT, hold);
        }
    },
    /** All that goes to or comes from the broker is up to 400 ms late. */
    NETWORK_DELAY(false) {
        @Override
        void strike(World world, Duration hold, Random random) {
            spoil(world, Proxy.Mode.SLOW, hold);
        }
    },
    /** Connections stay open and carry nothing. */
    NETWORK_LOSS(true) {
        @Override
        void strike(World world, Duration hold, Random random) {
            spoil(world, Proxy.Mode.SILENT, hold);
        }
    },
    /** The connections of one role break and none can be made; the others work on. */
    ROLE_CUT_OFF(false) {
        @Override
        void strike(World world, Duration hold, Random random) {
            Proxy one = world.proxies().get(random.nextInt(world.proxies().size()));
            one.mode(Proxy.Mode.CUT);
            World.pause(hold);
            one.mode(Proxy.Mode.OPEN);
        }
    },
    /** Killed with -9 and started at once. */
    BROKER_KILLED(false) {
        @Override
        void strike(World world, Duration hold, Random random) throws IOException {
            world.brokerDown(Duration.ZERO);
        }
    },
    /** Killed with -9 and down for as long as is asked. */
    BROKER_DOWN(true) {
        @Override
        void strike(World world, Duration hold, Random random) throws IOException {
            world.brokerDown(hold);
        }
    },
    /** SIGSTOP of each role in turn, for longer than its session of ten seconds. */
    ROLES_PAUSED(false) {
        @Override
        void strike(World world, Duration hold, Random random) throws IOException, InterruptedException {
            for (Instance role : world.roles()) {
                role.pause(13_000);
            }
        }
    },
    /** The broker's disk is full. */
    DISK_FULL(false) {
        @Override
        void strike(World world, Duration hold, Random random) throws IOException {
            world.diskFull(hold);
        }
    },
    /** Records that nobody can read in every topic that is read. */
    POISON(false) {
        @Override
        void strike(World world, Duration hold, Random random) throws InterruptedException {
            try (Producer<byte[], byte[]> producer = world.kafka().rawProducer("")) {
                for (Topic<?> topic : Topic.all()) {
                    for (String bytes : List.of("", "{", "[1,2]", "null", "{\"id\":{}}", "\u0000\uffff")) {
                        producer.send(new ProducerRecord<>(
                                        topic.name(),
                                        "poison".getBytes(StandardCharsets.UTF_8),
                                        bytes.getBytes(StandardCharsets.UTF_8)))
                                .get(30, TimeUnit.SECONDS);
                    }
                }
            } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException("the poison was not taken", e);
            }
            World.pause(Duration.ofSeconds(5));
        }
    },
    /** A topic between two steps is deleted, when nothing is in it that has not been read. */
    TOPIC_DELETED(false) {
        @Override
        void strike(World world, Duration hold, Random random) throws InterruptedException {
            world.load().endWithOneMore();
            World.await(
                    hold.plusMinutes(1),
                    () -> world.expected().missing(world.receiver().received()).isEmpty());
            int before = world.restarts();
            world.kafka()
                    .administer(admin -> admin.deleteTopics(List.of(Topic.TAGGED.name()))
                            .all()
                            .get(30, TimeUnit.SECONDS));
            World.await(Duration.ofMinutes(1), () -> world.restarts() > before);
        }
    },
    /** Everything that consumer groups have committed is gone; all is read from the start. */
    OFFSETS_LOST(false) {
        @Override
        void strike(World world, Duration hold, Random random) {
            world.readAgain(() -> {
                // a killed member keeps its group alive for its session
                World.pause(Duration.ofSeconds(12));
                world.kafka()
                        .administer(admin -> admin.deleteConsumerGroups(
                                        admin.listGroups().all().get(30, TimeUnit.SECONDS).stream()
                                                .map(GroupListing::groupId)
                                                .toList())
                                .all()
                                .get(30, TimeUnit.SECONDS));
            });
        }
    },
    /** Each role is ended with SIGTERM and started again, one after the other, while articles come in. */
    ROLLING_RESTART(false) {
        @Override
        void strike(World world, Duration hold, Random random) {
            for (Instance role : world.roles()) {
                role.end();
                World.await(Duration.ofMinutes(2), role::up);
            }
        }
    },
    /** A thousand subscriptions are made at once. */
    SUBSCRIBER_STORM(false) {
        @Override
        void strike(World world, Duration hold, Random random) {
            String storm = "storm" + Long.toString(random.nextLong() >>> 1, 36);
            try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
                for (int i = 0; i < 1_000; i++) {
                    String id = storm + i;
                    var _ = threads.submit(
                            () -> world.load().wire().subscribe(world.load().alerts(), id, id));
                }
            }
        }
    };

    private final boolean stopsAll;

    Fault(boolean stopsAll) {
        this.stopsAll = stopsAll;
    }

    /** Whether no role can do its work, so that none may say that it is ready. */
    boolean stopsAll() {
        return stopsAll;
    }

    /** As on the command line: {@code network-cut}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Does it and returns when it is over.
     *
     * @param hold how long it lasts, where that is a question
     */
    abstract void strike(World world, Duration hold, Random random) throws IOException, InterruptedException;

    private static void spoil(World world, Proxy.Mode mode, Duration hold) {
        world.proxies().forEach(proxy -> proxy.mode(mode));
        World.pause(hold);
        world.proxies().forEach(proxy -> proxy.mode(Proxy.Mode.OPEN));
    }
}
