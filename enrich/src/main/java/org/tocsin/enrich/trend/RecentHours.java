package org.tocsin.enrich.trend;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hours asked for of late, as they are, before a store that keeps bytes: an article asks for some fifty, nearly all of
 * them again and again. Every hour put is put into the store at once. Not thread-safe.
 */
public final class RecentHours implements Trends.Hours {
    /** About 400 bytes each. */
    static final int MOST = 30_000;

    private record Window(String key, Instant start) {}

    private final Trends.Hours all;
    private final Map<Window, Optional<Hour>> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Window, Optional<Hour>> eldest) {
            return size() > MOST;
        }
    };

    public RecentHours(Trends.Hours all) {
        this.all = all;
    }

    @Override
    public @Nullable Hour get(String key, Instant start) {
        Window window = new Window(key, start);
        Optional<Hour> known = recent.get(window);
        if (known == null) {
            known = Optional.ofNullable(all.get(key, start));
            recent.put(window, known);
        }
        return known.orElse(null);
    }

    @Override
    public void put(String key, Instant start, Hour hour) {
        all.put(key, start, hour);
        Window window = new Window(key, start);
        Optional<Hour> known = recent.get(window);
        // the first of an hour is read back, since a store takes none that is too old to be kept
        recent.put(
                window,
                known != null && known.isPresent() ? Optional.of(hour) : Optional.ofNullable(all.get(key, start)));
    }
}
