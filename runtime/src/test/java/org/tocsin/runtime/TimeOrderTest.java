package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.runtime.TimeOrder.Entry;

final class TimeOrderTest {
    @Test
    void sortsMoreThanItHoldsAndKeepsTheOrderOfTheLogForTies() throws Exception {
        Random random = new Random(7);
        String filling = "ї".repeat(500_000);
        List<Entry> sorted = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Instant time = Instant.parse("2025-01-11T00:00:00.000001Z").plusSeconds(random.nextInt(40));
            byte[] json = ("{\"n\":" + i + ",\"text\":\"" + filling + "\"}").getBytes(StandardCharsets.UTF_8);
            sorted.add(new Entry(time, i % 3, i, "key-" + i, json));
        }
        List<Entry> given = new ArrayList<>(sorted);
        java.util.Collections.shuffle(given, random);
        sorted.sort(java.util.Comparator.comparing(Entry::time)
                .thenComparingInt(Entry::partition)
                .thenComparingLong(Entry::offset));

        List<Entry> told = new ArrayList<>();
        try (TimeOrder order = new TimeOrder()) {
            given.forEach(order::add);
            order.drain(told::add);
        }

        assertThat(told)
                .as("120 MB in the order of time, then partition, then offset")
                .usingElementComparator((a, b) -> same(a, b) ? 0 : 1)
                .isEqualTo(sorted);
    }

    private static boolean same(Entry a, Entry b) {
        return a.time().equals(b.time())
                && a.partition() == b.partition()
                && a.offset() == b.offset()
                && a.key().equals(b.key())
                && Arrays.equals(a.json(), b.json());
    }
}
