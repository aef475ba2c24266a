package org.tocsin.enrich.trend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecentHoursTest {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");

    /** Keeps bytes, and takes nothing from before noon. */
    private static final class Store implements Trends.Hours {
        private final Map<String, byte[]> bytes = new HashMap<>();
        private int asked;

        @Override
        public @Nullable Hour get(String key, Instant start) {
            asked++;
            return Hour.serde().deserializer().deserialize("", bytes.get(key + start));
        }

        @Override
        public void put(String key, Instant start, Hour hour) {
            if (!start.isBefore(NOON)) {
                bytes.put(key + start, Hour.serde().serializer().serialize("", hour));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void saysWhatTheStoreSaysAndAsksItSeldom(long seed) {
        Random random = new Random(seed);
        Store store = new Store();
        Store plain = new Store();
        RecentHours recent = new RecentHours(store);
        for (int i = 0; i < 5_000; i++) {
            String key = "topic/" + random.nextInt(40);
            Instant start = NOON.plus(Trends.HOUR.multipliedBy(random.nextInt(6) - 2));
            Hour before = recent.get(key, start);
            assertThat(before).isEqualTo(plain.get(key, start));
            Hour next = (before == null ? Hour.EMPTY : before).plus(random.nextInt(60), random.nextInt(9));
            recent.put(key, start, next);
            plain.put(key, start, next);
        }
        assertThat(store.bytes).containsOnlyKeys(plain.bytes.keySet());
        plain.bytes.forEach((key, bytes) -> assertThat(store.bytes.get(key)).isEqualTo(bytes));
        assertThat(store.asked).isLessThan(plain.asked / 2);
    }
}
