package org.tocsin.alerts.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LanesTest {
    private static final Set<Thread.State> RESTING = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private static final Duration STILL = Duration.ofSeconds(20);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-11T12:00:00Z"));
    private final Lanes lanes = new Lanes(2, 3, 4, STILL, now::get);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    /** Something that hangs until the end. */
    private void hang(String endpoint, String host) {
        threads.add(Thread.ofVirtual()
                .start(() -> lanes.within(endpoint, host, () -> {
                    begun.add(endpoint + "@" + host);
                    underWay.incrementAndGet();
                    await();
                    return underWay.decrementAndGet();
                })));
    }

    private void await() {
        try {
            assertThat(end.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until nothing moves any more: each hangs or waits for room. */
    private void settle(int expected) {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!threads.stream().map(Thread::getState).allMatch(RESTING::contains)) {
            assertThat(System.nanoTime()).as("all rest within a minute").isLessThan(patience);
            Thread.onSpinWait();
        }
        assertThat(underWay).hasValue(expected);
    }

    @AfterEach
    void joins() {
        end.countDown();
        threads.forEach(this::ended);
        assertThat(lanes.places()).isZero();
        assertThat(begun).hasSameSizeAs(threads);
    }

    @Test
    void anEndpointHasNoMoreThanItsWidthUnderWay() {
        for (int i = 0; i < 10; i++) {
            hang("a", "one");
        }
        settle(2);
    }

    @Test
    void aHostThatHangsLeavesRoomForOthersHoweverMuchWaitsForIt() {
        for (int i = 0; i < 50; i++) {
            hang("a" + i, "one");
        }
        settle(3);
        assertThat(lanes.<String>within("b", "two", () -> "sent")).isEqualTo("sent");
    }

    @Test
    void aHostStandsStillWhenWhatWaitsForItHasWaitedForAWhile() {
        for (int i = 0; i < 3; i++) {
            hang("a" + i, "one");
        }
        settle(3);
        now.updateAndGet(time -> time.plus(STILL).plusSeconds(1));
        assertThat(lanes.stands("one")).as("it has room for all that came").isFalse();
        for (int i = 0; i < 47; i++) {
            hang("b" + i, "one");
        }
        settle(3);
        hang("c", "two");
        settle(4);
        assertThat(lanes.stands("one")).isFalse();
        assertThat(lanes.standing()).isZero();
        now.updateAndGet(time -> time.plus(STILL).plusSeconds(1));
        assertThat(lanes.stands("one")).isTrue();
        assertThat(lanes.stands("two")).isFalse();
        assertThat(lanes.standing()).isEqualTo(50);
        end.countDown();
        threads.forEach(this::ended);
        assertThat(lanes.stands("one")).as("all have got through").isFalse();
    }

    private void ended(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void noMoreThanAllAreUnderWay() {
        for (int i = 0; i < 50; i++) {
            hang("a" + i, "host" + i);
        }
        settle(4);
    }
}
