package org.tocsin.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Topic;

/**
 * Asks every second whether a broker answers, still has every topic that it had, and takes what is written. Without a broker, or while too few
 * copies of a partition are in sync for anything to be written to it, the process is not ready, and goes on by itself when that is over: Kafka's
 * clients wait and say nothing. A topic that is gone is trouble: a start creates it again; so is a clock that was set back.
 */
public final class BrokerWatch implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
    static final int PATIENCE_MILLIS = 3_000;
    private static final long PAUSE_MILLIS = 1_000;

    /** A clock that is set back by less does not hold Kafka's clients up for long. */
    private static final Duration SET_BACK = Duration.ofSeconds(10);

    /** So often a topic must be missed before it counts as gone: brokers hear of new topics a little later than their clients. */
    private static final int LOOKS = 5;

    private final KafkaSettings kafka;
    private final InstantSource clock;
    private final Thread thread =
            Thread.ofPlatform().name("broker-watch").daemon().unstarted(this::watch);
    private volatile String unready = "";

    /** Why it is not ready, without the time; only the thread's. */
    private String why = "";

    private volatile String trouble = "";

    public BrokerWatch(KafkaSettings kafka, InstantSource clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public void start() {
        thread.start();
    }

    private void watch() {
        int missed = 0;
        // on a cluster that keeps ACLs not every role may see every topic
        Set<String> seen = new TreeSet<>();
        try (Admin admin = Admin.create(kafka.client())) {
            long before = ahead();
            while (!Thread.currentThread().isInterrupted()) {
                long now = ahead();
                Duration back = Duration.ofMillis(before - now);
                before = now;
                if (back.compareTo(SET_BACK) > 0) {
                    trouble = "the clock of this machine was set back by " + back.toSeconds()
                            + " s, and clients of Kafka would wait until it is as late again; a new start goes on at once";
                    LOG.atError().addKeyValue("seconds", back.toSeconds()).log("clock set back");
                }
                try {
                    Set<String> names = names(admin);
                    seen.addAll(names);
                    Set<String> missing = new TreeSet<>(seen);
                    missing.removeAll(names);
                    missed = missing.isEmpty() ? 0 : missed + 1;
                    if (missed == LOOKS) {
                        trouble = "the cluster has lost the topic " + String.join(", ", missing)
                                + "; a new start creates it, without what it held";
                        LOG.atError().addKeyValue("topic", missing).log("topic gone");
                    }
                    become(Unwritable.among(admin, names).orElse(""));
                } catch (ExecutionException | TimeoutException e) {
                    become("no broker answers at " + kafka.bootstrap());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How far the time of day is ahead of the clock that nobody sets, in milliseconds from a start that means nothing. */
    private long ahead() {
        return clock.millis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Keeps since when it is not ready for a cause. */
    private void become(String cause) {
        if (cause.equals(why)) {
            return;
        }
        why = cause;
        unready = cause.isEmpty() ? "" : cause + " since " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (!cause.isEmpty()) {
            LOG.atWarn().addKeyValue("error", cause).log("the cluster does not work");
        }
    }

    private static Set<String> names(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> names = Topic.all().stream().map(Topic::name).collect(Collectors.toCollection(TreeSet::new));
        names.retainAll(admin.listTopics(new ListTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                .names()
                .get(2 * PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        return names;
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public String unready() {
        return unready;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
