package org.tocsin.enrich;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.story.Stories;
import org.tocsin.enrich.trend.Hour;
import org.tocsin.enrich.trend.RecentHours;
import org.tocsin.enrich.trend.Trends;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Story;
import org.tocsin.model.Topic;
import org.tocsin.model.Trend;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.Pace;

/**
 * {@code tocsin.tagged} → stories, trends → {@code tocsin.enriched}, {@code tocsin.stories} and {@code tocsin.trends},
 * exactly once, in one partition, so that there is one order of all articles. Trends that change are given out within about
 * a second, each once and a few at a time, since articles wait meanwhile. After a start the stories are rebuilt whole from
 * what is kept of their articles.
 */
final class StoriesTopology {
    private static final Duration TRENDS_EVERY = Duration.ofMillis(20);

    /** Of the trends that wait this part is given out each time, and no fewer than {@link #FEW}. */
    private static final int PART = 250;

    private static final int FEW = 20;

    /** Where it is kept how far live articles and history come in runs. */
    private static final List<String> RUNS = List.of("runs-live", "runs-history");

    private StoriesTopology() {}

    static Topology build() {
        return new Topology()
                .addSource(
                        "tagged",
                        Serdes.String().deserializer(),
                        JsonSerde.deserializer(EnrichedArticle.class),
                        Topic.TAGGED.name())
                .addProcessor("stories", GroupAndCount::new, "tagged")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("remembered-articles"),
                                Serdes.String(),
                                Stories.serde()),
                        "stories")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("merged-stories"), Serdes.String(), Serdes.String()),
                        "stories")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("sequence"), Serdes.String(), Serdes.Long()),
                        "stories")
                .addStateStore(
                        Stores.windowStoreBuilder(
                                        Stores.persistentWindowStore("trend-hours", Trends.KEPT, Trends.HOUR, false),
                                        Serdes.String(),
                                        Hour.serde())
                                .withCachingEnabled(),
                        "stories")
                .addSink(
                        "enriched",
                        Topic.ENRICHED.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<EnrichedArticle>serializer(),
                        "stories")
                .addSink(
                        "stories-out",
                        Topic.STORIES.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<Story>serializer(),
                        "stories")
                .addSink(
                        "trends-out",
                        Topic.TRENDS.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<Trend>serializer(),
                        "stories");
    }

    private static final class GroupAndCount implements Processor<String, EnrichedArticle, String, Object> {
        private ProcessorContext<String, Object> context;
        private KeyValueStore<String, Stories.Remembered> remembered;
        private KeyValueStore<String, String> merged;
        private KeyValueStore<String, Long> sequence;
        private Trends trends;
        private Pace pace;
        private Stories stories;

        /** Merges of stories that are closed, to be dropped with the next article: outside of one nothing is committed. */
        private Set<String> closed = Set.of();

        @Override
        public void init(ProcessorContext<String, Object> given) {
            context = given;
            remembered = given.getStateStore("remembered-articles");
            merged = given.getStateStore("merged-stories");
            sequence = given.getStateStore("sequence");
            trends = new Trends(new RecentHours(new StoredHours(given.getStateStore("trend-hours"))));
            stories = restore();
            pace = new Pace(given);
            given.schedule(
                    TRENDS_EVERY,
                    PunctuationType.WALL_CLOCK_TIME,
                    now -> giveOutTrends(Math.max(FEW, trends.waiting() / PART), now));
        }

        @Override
        public void process(Record<String, EnrichedArticle> input) {
            pace.comes(input);
            EnrichedArticle tagged = input.value();
            if (stories.knows(tagged.article())) {
                return;
            }
            Long last = sequence.get("last");
            long next = (last == null ? 0 : last) + 1;
            Stories.Assignment assigned = stories.assign(tagged, next);
            EnrichedArticle placed = placed(tagged, assigned, next, 0);
            EnrichedArticle enriched = placed(tagged, assigned, next, trends.count(placed));
            keep(tagged, assigned, next);
            context.forward(input.withValue(enriched), "enriched");
            for (Story away : assigned.mergedAway()) {
                context.forward(new Record<>(away.id(), away, input.timestamp()), "stories-out");
            }
            Story story = assigned.story();
            context.forward(new Record<>(story.id(), story, input.timestamp()), "stories-out");
            if (trends.full()) {
                giveOutTrends(trends.waiting(), context.currentSystemTimeMs());
            }
        }

        private void keep(EnrichedArticle tagged, Stories.Assignment assigned, long number) {
            remembered.put(tagged.article().id(), assigned.kept());
            assigned.forgotten().forEach(remembered::delete);
            closed.forEach(merged::delete);
            closed = Set.of();
            for (Story away : assigned.mergedAway()) {
                merged.put(away.id(), away.mergedInto());
            }
            sequence.put("last", number);
            List<Double> runs = stories.runs();
            for (int side = 0; side < runs.size(); side++) {
                if (runs.get(side) != runs(side)) {
                    sequence.put(RUNS.get(side), Double.doubleToRawLongBits(runs.get(side)));
                }
            }
        }

        private static EnrichedArticle placed(
                EnrichedArticle tagged, Stories.Assignment assigned, long number, double burst) {
            return new EnrichedArticle(
                    tagged.article(),
                    tagged.mentions(),
                    tagged.topics(),
                    assigned.story().id(),
                    assigned.opened(),
                    assigned.story().sources().size(),
                    assigned.merged(),
                    assigned.duplicateOf(),
                    number,
                    burst,
                    tagged.knowledgeVersion());
        }

        private void giveOutTrends(int most, long now) {
            for (Trend trend : trends.changes(most)) {
                context.forward(new Record<>(Trends.key(trend), trend, now), "trends-out");
            }
        }

        private double runs(int side) {
            Long bits = sequence.get(RUNS.get(side));
            return bits == null ? 0 : Double.longBitsToDouble(bits);
        }

        /** Rebuilds the stories from what is kept of their articles. */
        private Stories restore() {
            List<Stories.Remembered> articles = new ArrayList<>();
            try (KeyValueIterator<String, Stories.Remembered> all = remembered.all()) {
                all.forEachRemaining(entry -> articles.add(entry.value));
            }
            articles.sort(Comparator.comparingLong(Stories.Remembered::sequence));
            Map<String, String> mergedInto = new HashMap<>();
            try (KeyValueIterator<String, String> all = merged.all()) {
                all.forEachRemaining(entry -> mergedInto.put(entry.key, entry.value));
            }
            Stories restored = new Stories();
            closed = Stories.unneeded(articles, mergedInto);
            restored.restore(articles, mergedInto);
            restored.runs(runs(0), runs(1));
            return restored;
        }
    }

    /** Hours in a window store; those older than {@link Trends#KEPT} before the newest are not taken. */
    private record StoredHours(WindowStore<String, Hour> store) implements Trends.Hours {
        @Override
        public @Nullable Hour get(String key, Instant start) {
            return store.fetch(key, start.toEpochMilli());
        }

        @Override
        public void put(String key, Instant start, Hour hour) {
            store.put(key, hour, start.toEpochMilli());
        }
    }
}
