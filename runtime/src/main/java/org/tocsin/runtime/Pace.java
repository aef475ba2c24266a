package org.tocsin.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * When a task of a Streams application commits: {@link #SOONEST} after the commit before while its records are fresh, and
 * after a tenth of their age, up to {@link #LATEST}, when they have waited. A commit costs about as long as an article, so
 * that many of them would keep a backlog from going down, while a tenth of a wait is hardly noticed. What no record brings
 * about is committed after {@link #LATEST} by Streams itself.
 */
public final class Pace {
    /** Between commits while nothing waits. */
    static final Duration SOONEST = Duration.ofMillis(20);

    /** Between commits at most. */
    static final Duration LATEST = Duration.ofMillis(200);

    private static final Duration TICK = Duration.ofMillis(10);
    private static final int SHARE = 10;

    /** When a commit was last asked for in a thread: Streams then commits all of its tasks. */
    private static final ThreadLocal<AtomicLong> LAST = ThreadLocal.withInitial(AtomicLong::new);

    private final ProcessorContext<?, ?> context;
    private final AtomicLong last = LAST.get();
    private long came;
    private long due = Long.MAX_VALUE;

    /** To be made in {@code init} of a processor. */
    public Pace(ProcessorContext<?, ?> context) {
        this.context = context;
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::commitIfDue);
    }

    /** Says that a record is being processed; its time is when what it tells of came in. */
    public void comes(Record<?, ?> record) {
        comes(record.timestamp());
    }

    /**
     * Says that a record is being processed.
     *
     * @param since when what it tells of came in, milliseconds of the epoch
     */
    public void comes(long since) {
        came = context.currentSystemTimeMs();
        long wait = Math.clamp((came - since) / SHARE, SOONEST.toMillis(), LATEST.toMillis());
        due = Math.min(due, last.get() + wait);
        commitIfDue(came);
    }

    private void commitIfDue(long now) {
        if (now < due) {
            return;
        }
        due = Long.MAX_VALUE;
        if (last.get() < came) {
            context.commit();
            last.set(now);
        }
    }
}
