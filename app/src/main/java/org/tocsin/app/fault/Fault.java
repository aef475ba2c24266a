package org.tocsin.app.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.app.crash.Instance;
import org.tocsin.model.Topic;

/** What can go wrong. */
public enum Fault {
    /** All connections to the broker break and none can be made. */
    NETWORK_CUT(network(Proxy.Mode.CUT, (roles, random) -> roles)),
    /** All that goes to or comes from the broker is up to 400 ms late. */
    NETWORK_DELAY(network(Proxy.Mode.SLOW, (roles, random) -> roles)),
    /** Connections stay open and carry nothing. */
    NETWORK_LOSS(network(Proxy.Mode.SILENT, (roles, random) -> roles)),
    /** The connections of one role break and none can be made; the others work on. */
    ROLE_CUT_OFF(network(Proxy.Mode.CUT, (roles, random) -> List.of(roles.get(random.nextInt(roles.size()))))),
    /** The broker, or all of them, killed with -9 and started at once. */
    BROKER_KILLED((world, hold, random) -> world.brokersDown(() -> {})),
    /** Killed with -9 and down for as long as is asked. */
    BROKER_DOWN((world, hold, random) -> world.brokersDown(() -> world.cannotWork(world.roles(), hold, true))),
    /** One of three is killed with -9 and down for as long as is asked, and until the others have gone on without it. */
    ONE_BROKER_KILLED(
            Set.of(Needs.BROKERS),
            (world, hold, random) -> world.brokerDown(random.nextInt(world.brokers()), true, () -> world.goesOn(hold))),
    /** Every partition goes to another broker, those of Kafka's own topics too, three times. */
    LEADER_MOVED(Set.of(Needs.BROKERS), (world, hold, random) -> {
        for (int turn = 0; turn < world.brokers(); turn++) {
            if (!World.await(Duration.ofMinutes(2), () -> Leaders.move(world.kafka()))) {
                world.complain("no partition has moved");
            }
            world.goesOn(hold.dividedBy(world.brokers()));
        }
    }),
    /** Each broker is ended with SIGTERM and started again, the next once all copies are in step. */
    ROLLING_BROKERS(Set.of(Needs.BROKERS), (world, hold, random) -> {
        for (int broker = 0; broker < world.brokers(); broker++) {
            world.brokerDown(broker, false, () -> {});
            if (!World.await(Duration.ofMinutes(3), () -> Leaders.inSync(world.kafka()))) {
                world.complain("the copies of broker " + (broker + 1) + " are not in step");
            }
        }
    }),
    /** SIGSTOP of each role in turn, for longer than its session of ten seconds. */
    ROLES_PAUSED((world, hold, random) -> {
        for (Instance role : world.roles()) {
            role.pause(13_000);
        }
    }),
    /** The clocks of all roles go an hour ahead at once, and later an hour back. */
    CLOCK_JUMPS((world, hold, random) -> {
        world.clock().set(Duration.ofHours(1));
        World.pause(hold);
        world.clock().set(Duration.ofHours(-1));
        World.pause(hold);
        world.clock().set(Duration.ZERO);
        World.pause(FakeClock.NOTICED);
    }),
    /** The broker's disk is full, or those of all of them. */
    DISK_FULL(Set.of(Needs.DISKS), (world, hold, random) -> {
        for (int broker = 0; broker < world.brokers(); broker++) {
            world.disk(broker).fill();
        }
        // the broker is started again all the time, and may be up for a moment
        world.cannotWork(world.roles(), hold, false);
        for (int broker = 0; broker < world.brokers(); broker++) {
            world.disk(broker).free();
        }
    }),
    /** The disk of one of three is full; it ends, and the others go on without it. */
    ONE_DISK_FULL(Set.of(Needs.BROKERS, Needs.DISKS), (world, hold, random) -> {
        int broker = random.nextInt(world.brokers());
        int ended = world.brokerRestarts();
        world.disk(broker).fill();
        if (!World.await(Duration.ofMinutes(1), () -> world.brokerRestarts() > ended)) {
            world.complain("broker " + (broker + 1) + " has not ended for want of room");
        }
        world.goesOn(hold);
        world.disk(broker).free();
        if (!World.await(Duration.ofMinutes(3), () -> Leaders.inSync(world.kafka()))) {
            world.complain("the copies of broker " + (broker + 1) + " are not in step");
        }
    }),
    /** Records that nobody can read in every topic that is read. */
    POISON((world, hold, random) -> poison(world)),
    /** A topic between two steps is deleted, when nothing is in it that has not been read. */
    TOPIC_DELETED((world, hold, random) -> {
        world.load().endWithOneMore();
        World.await(
                hold.plusMinutes(1),
                () -> world.expected().missing(world.receiver().received()).isEmpty());
        world.kafka()
                .administer(admin ->
                        admin.deleteTopics(List.of(Topic.TAGGED.name())).all().get(30, TimeUnit.SECONDS));
        world.cannotWork(world.roles(), Duration.ZERO, false);
    }),
    /** Everything that consumer groups have committed is gone; all is read from the start. */
    OFFSETS_LOST((world, hold, random) -> world.readAgain(() -> {
        // a killed member keeps its group alive for its session
        World.pause(Duration.ofSeconds(12));
        world.kafka()
                .administer(admin -> admin.deleteConsumerGroups(
                                admin.listGroups().all().get(30, TimeUnit.SECONDS).stream()
                                        .map(GroupListing::groupId)
                                        .toList())
                        .all()
                        .get(30, TimeUnit.SECONDS));
    })),
    /** Each role is ended with SIGTERM and started again, one after the other, while articles come in. */
    ROLLING_RESTART((world, hold, random) -> {
        for (Instance role : world.roles()) {
            role.end();
            World.await(Duration.ofMinutes(2), role::up);
        }
    }),
    /** A thousand subscriptions are made at once. */
    SUBSCRIBER_STORM((world, hold, random) -> {
        String storm = "storm" + Long.toString(random.nextLong() >>> 1, 36);
        SubscriberStorm.of(id -> world.load().wire().subscribe(world.load().alerts(), storm + id, storm + id))
                .forEach(world::complain);
    });

    /** Does it and returns when it is over; what follows is recovery. */
    @FunctionalInterface
    private interface Strike {
        void strike(World world, Duration hold, Random random) throws IOException, InterruptedException;
    }

    /** What a world has to have for a fault. */
    private enum Needs {
        /** Several of them. */
        BROKERS,
        /** Small enough to be filled. */
        DISKS
    }

    @SuppressWarnings("ImmutableEnumChecker") // a copy, which nobody can change
    private final Set<Needs> needs;

    @SuppressWarnings("ImmutableEnumChecker") // what strikes has no state of its own
    private final Strike strike;

    Fault(Strike strike) {
        this(Set.of(), strike);
    }

    Fault(Set<Needs> needs, Strike strike) {
        this.needs = Set.copyOf(needs);
        this.strike = strike;
    }

    /** Whether it can happen to a cluster, as all of them can, or to the embedded broker. */
    public boolean of(boolean cluster) {
        return cluster || !needs.contains(Needs.BROKERS);
    }

    /** As on the command line: {@code network-cut}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it takes disks that are small enough to be filled. */
    public boolean fillsDisks() {
        return needs.contains(Needs.DISKS);
    }

    /**
     * Does it and returns when it is over.
     *
     * @param hold how long it lasts, where that is a question
     */
    void strike(World world, Duration hold, Random random) throws IOException, InterruptedException {
        strike.strike(world, hold, random);
    }

    /** Connections of some of the roles go wrong in one way; those that are cut or silent have to notice. */
    private static Strike network(Proxy.Mode mode, BiFunction<List<Instance>, Random, List<Instance>> some) {
        return (world, hold, random) -> {
            List<Instance> spoilt = some.apply(world.roles(), random);
            spoilt.forEach(role -> world.network(role, mode));
            if (mode == Proxy.Mode.SLOW) {
                world.goesOn(hold);
            } else {
                world.cannotWork(spoilt, hold, true);
            }
            spoilt.forEach(role -> world.network(role, Proxy.Mode.OPEN));
        };
    }

    private static void poison(World world) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = world.kafka().rawProducer("")) {
            for (Topic<?> topic : Topic.all()) {
                for (String bytes : List.of("", "{", "[1,2]", "null", "{}", "{\"id\":{}}", "\u0000\uffff")) {
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
}
