package org.tocsin.ingest.file;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private final Lag lag;
    private final int ahead;
    private final Runnable flush;
    private int room;
    private long openAt = System.nanoTime();
    private Map<String, Long> waiting = Map.of();

    /**
     * @param ahead articles that may wait before the stages at once, whosever they are
     * @param flush returns when the broker has all that was let in
     */
    Valve(KafkaSettings kafka, int ahead, Runnable flush) {
        lag = new Lag(kafka, STAGES);
        this.ahead = ahead;
        this.flush = flush;
    }

    /** Lets one in; false when there was no room in time. */
    synchronized boolean enter(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (room == 0) {
            flush.run();
            waiting = lag.now();
            long all = waiting.values().stream().mapToLong(Long::longValue).sum();
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

    /** For how long nothing has been let in though something was to be. */
    synchronized Duration shut() {
        return room > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - openAt);
    }

    /** How many articles waited before each stage when it last looked. */
    synchronized Map<String, Long> waiting() {
        return waiting;
    }

    @Override
    public void close() {
        lag.close();
    }
}
