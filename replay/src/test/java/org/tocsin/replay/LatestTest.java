package org.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LatestTest {
    @Test
    void knowsTheRecordThatCountsAsAMapDoes() {
        Random random = new Random(11);
        Latest latest = new Latest();
        Map<Long, long[]> expected = new HashMap<>();
        for (int offset = 0; offset < 60_000; offset++) {
            long key = random.nextInt(20_000) - 10L;
            int revision = random.nextInt(5);
            int partition = random.nextInt(3);
            long[] before = expected.get(key);
            boolean counts = before == null || before[0] < revision;
            assertThat(latest.add(key, revision, partition, offset)).isEqualTo(counts);
            if (counts) {
                expected.put(key, new long[] {revision, partition, offset});
            }
        }

        assertThat(expected).hasSizeGreaterThan(15_000).allSatisfy((key, last) -> {
            assertThat(latest.is(key, (int) last[1], last[2])).isTrue();
            assertThat(latest.is(key, (int) last[1] + 1, last[2])).isFalse();
            assertThat(latest.is(key, (int) last[1], last[2] + 1)).isFalse();
        });
        assertThat(latest.is(30_000, 0, 0)).as("a key never added").isTrue();
    }

    @Test
    void putsALaterRecordBeforeAllEarlierOnes() {
        Latest latest = new Latest();
        latest.put(0, 0, 3);
        latest.put(0, 0, 9);

        assertThat(latest.is(0, 0, 3)).isFalse();
        assertThat(latest.is(0, 0, 9)).isTrue();
    }
}
