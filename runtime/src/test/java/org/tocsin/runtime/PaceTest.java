package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    /** Paces of one thread know of each other's commits, so that each test has a time of its own. */
    private static long day;

    private long now;
    private Pace pace;

    @BeforeEach
    void start() {
        day += 86_400_000;
        at(day);
        pace = new Pace(context);
    }

    private void at(long time) {
        now = time;
        context.setCurrentSystemTimeMs(time);
    }

    /** Whether a commit was asked for since the last question. */
    private boolean committed() {
        boolean committed = context.committed();
        context.resetCommit();
        return committed;
    }

    /** As Streams does it every so often. */
    private void tick() {
        context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(now));
    }

    @Test
    void theFirstAfterARestIsCommittedAtOnce() {
        pace.comes(now - 5);
        assertThat(committed()).isTrue();
        tick();
        assertThat(committed()).as("nothing more came").isFalse();
    }

    @Test
    void freshRecordsAreCommittedEveryTwentyMilliseconds() {
        pace.comes(now);
        assertThat(committed()).isTrue();
        at(now + 3);
        pace.comes(now);
        at(now + 16);
        tick();
        assertThat(committed()).as("after 19 ms").isFalse();
        at(now + 1);
        tick();
        assertThat(committed()).as("after 20 ms").isTrue();
        at(now + 500);
        tick();
        assertThat(committed()).as("nothing more came").isFalse();
    }

    @Test
    void recordsThatWaitedAreCommittedAfterATenthOfTheirAge() {
        pace.comes(now - 1_000);
        assertThat(committed()).isTrue();
        at(now + 1);
        pace.comes(now - 1_000);
        at(now + 98);
        tick();
        assertThat(committed()).isFalse();
        at(now + 1);
        tick();
        assertThat(committed()).as("100 ms after the last commit").isTrue();
    }

    @Test
    void nothingWaitsLongerThanTheLatestAndAFreshOneDoesNotWaitForAnOldOne() {
        pace.comes(now);
        assertThat(committed()).isTrue();
        at(now + 1);
        pace.comes(0);
        at(now + 198);
        tick();
        assertThat(committed()).isFalse();
        at(now + 1);
        tick();
        assertThat(committed()).isTrue();
        pace.comes(0);
        at(now + 20);
        pace.comes(now);
        assertThat(committed()).as("a fresh one after an old one").isTrue();
    }

    @Test
    void tasksOfOneThreadAreCommittedTogether() {
        MockProcessorContext<Void, Void> other = new MockProcessorContext<>();
        other.setCurrentSystemTimeMs(now);
        Pace beside = new Pace(other);
        pace.comes(now);
        assertThat(committed()).isTrue();
        beside.comes(now);
        at(now + 20);
        other.setCurrentSystemTimeMs(now);
        other.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(now));
        assertThat(other.committed())
                .as("the commit of the first held its records too")
                .isFalse();
        beside.comes(now);
        assertThat(other.committed()).isTrue();
    }
}
