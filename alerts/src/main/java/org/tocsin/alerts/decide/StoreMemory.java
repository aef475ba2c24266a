package org.tocsin.alerts.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.JsonSerde;

/**
 * Remembers in the stores of a Streams task: article and subscription, subscription and story, due time and subscription.
 */
final class StoreMemory implements Memory {
    /** Entries looked at by one {@link #forget}, or as many as are all in a day where those are more. */
    private static final int LOOK_AT = 1_000;

    private static final int MINUTES_OF_A_DAY = 1_440;

    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private static final StringSerializer PREFIX = new StringSerializer();

    private final KeyValueStore<String, Seen> seen;
    private final KeyValueStore<String, Told> told;
    private final KeyValueStore<String, Window> windows;
    private final KeyValueStore<String, Rate> rates;
    private Instant forgotten = Instant.EPOCH;
    private @Nullable String seenFrom;
    private @Nullable String toldFrom;

    StoreMemory(ProcessorContext<?, ?> context) {
        seen = context.getStateStore("seen");
        told = context.getStateStore("told");
        windows = context.getStateStore("windows");
        rates = context.getStateStore("rates");
    }

    /** The builders of its stores. */
    static List<StoreBuilder<?>> stores() {
        return List.of(
                store("seen", Seen.class),
                store("told", Told.class),
                store("windows", Window.class),
                store("rates", Rate.class));
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Class<V> value) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), JsonSerde.of(value));
    }

    @Override
    public @Nullable Seen seen(String article, String subscription) {
        return seen.get(article + "|" + subscription);
    }

    @Override
    public void seen(String article, String subscription, Seen value) {
        seen.put(article + "|" + subscription, value);
    }

    @Override
    public List<String> readers(String article) {
        List<String> readers = new ArrayList<>();
        try (KeyValueIterator<String, Seen> entries = seen.prefixScan(article + "|", PREFIX)) {
            entries.forEachRemaining(entry -> readers.add(entry.key.substring(article.length() + 1)));
        }
        return readers;
    }

    @Override
    public @Nullable Told told(String subscription, String story) {
        return told.get(subscription + "|" + story);
    }

    @Override
    public void told(String subscription, String story, Told value) {
        told.put(subscription + "|" + story, value);
    }

    @Override
    public @Nullable Window window(String subscription, Instant due) {
        return windows.get(key(due) + subscription);
    }

    @Override
    public void window(String subscription, Instant due, @Nullable Window value) {
        if (value == null) {
            windows.delete(key(due) + subscription);
        } else {
            windows.put(key(due) + subscription, value);
        }
    }

    @Override
    public List<Window> due(Instant now, int most) {
        List<Window> due = new ArrayList<>();
        try (KeyValueIterator<String, Window> entries = windows.range(null, key(now.plusSeconds(1)))) {
            while (entries.hasNext() && due.size() < most) {
                Window window = entries.next().value;
                if (!window.due().isAfter(now)) {
                    due.add(window);
                }
            }
        }
        return due;
    }

    /** In the order of time, as text. */
    private static String key(Instant due) {
        return "%012d|".formatted(due.getEpochSecond());
    }

    @Override
    public @Nullable Rate rate(String who) {
        return rates.get(who);
    }

    @Override
    public void rate(String who, Rate value) {
        rates.put(who, value);
    }

    @Override
    public void forget(Instant now) {
        if (now.isBefore(forgotten.plus(BETWEEN))) {
            return;
        }
        forgotten = now;
        seenFrom = forget(seen, seenFrom, value -> value.oldAt(now));
        toldFrom = forget(told, toldFrom, value -> value.oldAt(now));
    }

    /** Goes on where it stopped the last time; null when it has come to the end. */
    private static <V> @Nullable String forget(
            KeyValueStore<String, V> store, @Nullable String from, java.util.function.Predicate<V> old) {
        List<String> gone = new ArrayList<>();
        String last = null;
        long most = Math.max(LOOK_AT, store.approximateNumEntries() / MINUTES_OF_A_DAY);
        try (KeyValueIterator<String, V> entries = store.range(from, null)) {
            for (int looked = 0; looked < most && entries.hasNext(); looked++) {
                var entry = entries.next();
                last = entry.key;
                if (old.test(entry.value)) {
                    gone.add(entry.key);
                }
            }
            if (!entries.hasNext()) {
                last = null;
            }
        }
        gone.forEach(store::delete);
        return last;
    }
}
