package org.tocsin.ingest.file;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Lag;

/**
 * Lets articles of the past into the pipeline only while little waits there. They lie in the same queues as what comes in live
 * meanwhile, whose wait is as long as what lies before it. Thread-safe.
 */
final class Valve implements AutoCloseable {
    /** What every article passes before anyone can be told of it. */
    private static final List<String> STAGES = List.of("tocsin-tag", "tocsin-stories", "tocsin-match");

    private static final long ASK_AGAIN_MILLIS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Admin admin;
    private final int ahead;
    private final Runnable flush;
    private int room;
    private long openAt = System.nanoTime();
    private Map<String, Map<String, Long>> waiting = Map.of();

    /**
     * @param ahead articles that may wait before the stages at once, whosever they are
     * @param flush returns when the broker has all that was let in
     */
    Valve(KafkaSettings kafka, int ahead, Runnable flush) {
        admin = Admin.create(kafka.client());
        this.ahead = ahead;
        this.flush = flush;
    }

    /**
     * Lets one in; false when there was no room in time, or when the broker did not say. {@link IllegalStateException} when it
     * never will.
     */
    synchronized boolean enter(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (room == 0) {
            flush.run();
            long all = waitingNow();
            // a few at a time would be a round trip each
            if (all <= ahead / 2) {
                room = (int) (ahead - all);
                openAt = System.nanoTime();
            } else if (System.nanoTime() > end) {
                return false;
            } else {
                Thread.sleep(ASK_AGAIN_MILLIS);
            }
        }
        room--;
        return true;
    }

    /** Without end while the broker does not say. */
    private long waitingNow() throws InterruptedException {
        try {
            waiting = Lag.of(admin, STAGES, PATIENCE);
            return waiting.values().stream()
                    .flatMap(topics -> topics.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
        } catch (TimeoutException e) {
            return Long.MAX_VALUE;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return Long.MAX_VALUE;
            }
            throw new IllegalStateException("how much waits in the pipeline is not told: " + e.getMessage(), e);
        }
    }

    /** For how long nothing has been let in though something was to be. */
    synchronized Duration shut() {
        return room > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - openAt);
    }

    /** How many articles waited before each stage when it last looked. */
    synchronized Map<String, Map<String, Long>> waiting() {
        return waiting;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
