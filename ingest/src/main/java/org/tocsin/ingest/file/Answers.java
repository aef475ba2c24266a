package org.tocsin.ingest.file;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tocsin.model.Intake;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;

/** What the pipeline answers for the articles of a batch, from {@code tocsin.intake}. Thread-safe. */
final class Answers implements AutoCloseable {
    private final TopicFollower<Intake> follower;
    private final Set<Long> seen = new HashSet<>();
    private final Map<String, Long> outcomes = new TreeMap<>();
    private long lastAt = System.nanoTime();

    /** Hears of answers that come from now on. */
    Answers(KafkaSettings kafka, String batch) {
        follower = new TopicFollower<>(kafka, Topic.INTAKE, 0, item -> {
            if (batch.equals(item.key())) {
                take(item.value());
            }
        });
        follower.start();
    }

    private synchronized void take(Intake answer) {
        // a tagger that was killed answers again; offsets alone are not enough, since each partition has its own
        if (seen.add(((long) answer.article().hashCode() << Integer.SIZE) ^ answer.offset())) {
            outcomes.merge(answer.outcome(), 1L, Long::sum);
            lastAt = System.nanoTime();
            notifyAll();
        }
    }

    /** The number of answers, as soon as there are {@code wanted} or the time is over. */
    synchronized long await(long wanted, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis();
                seen.size() < wanted && left > 0;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return seen.size();
    }

    /** How many articles had each outcome. */
    synchronized Map<String, Long> outcomes() {
        return new TreeMap<>(outcomes);
    }

    /** Time since the last answer; {@link IllegalStateException} when none can come any more. */
    synchronized Duration silence() {
        if (!follower.trouble().isEmpty()) {
            throw new IllegalStateException("what becomes of the articles is not heard: " + follower.trouble());
        }
        return Duration.ofNanos(System.nanoTime() - lastAt);
    }

    @Override
    public void close() {
        follower.close();
    }
}
