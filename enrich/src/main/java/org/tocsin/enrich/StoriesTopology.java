package org.tocsin.enrich;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Story;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;

/**
 * {@code tocsin.tagged} → stories → {@code tocsin.enriched} and {@code tocsin.stories}, exactly once, in one partition.
 * Backfill and live articles are grouped in indexes of their own, so that history never hides news.
 */
final class StoriesTopology {
    private StoriesTopology() {}

    /** What is remembered of an article: its story and the highest revision that went through. */
    record Known(String story, int revision, String title, Instant published, boolean live) {}

    static Topology build() {
        return new Topology()
                .addSource(
                        "tagged",
                        Serdes.String().deserializer(),
                        JsonSerde.deserializer(EnrichedArticle.class),
                        Topic.TAGGED.name())
                .addProcessor("stories", Group::new, "tagged")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("known-articles"),
                                Serdes.String(),
                                JsonSerde.of(Known.class)),
                        "stories")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("open-stories"),
                                Serdes.String(),
                                JsonSerde.of(Story.class)),
                        "stories")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("sequence"), Serdes.String(), Serdes.Long()),
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
                        "stories");
    }

    private static final class Group implements Processor<String, EnrichedArticle, String, Object> {
        private final StoryIndex live = new StoryIndex();
        private final StoryIndex history = new StoryIndex();
        private ProcessorContext<String, Object> context;
        private KeyValueStore<String, Known> known;
        private KeyValueStore<String, Story> stories;
        private KeyValueStore<String, Long> sequence;
        private boolean restored;

        @Override
        public void init(ProcessorContext<String, Object> given) {
            context = given;
            known = given.getStateStore("known-articles");
            stories = given.getStateStore("open-stories");
            sequence = given.getStateStore("sequence");
        }

        @Override
        public void process(Record<String, EnrichedArticle> input) {
            restore();
            EnrichedArticle tagged = input.value();
            Article article = tagged.article();
            Known before = known.get(article.id());
            if (before != null && before.revision() >= article.revision()) {
                return;
            }
            boolean alerts = article.origin().alerts();
            StoryIndex index = alerts ? live : history;
            String found = before != null ? before.story() : index.find(article.title(), article.published());
            String id = found.isEmpty() ? "story-" + article.id() : found;
            Story story = grow(stories.get(id), id, article);
            stories.put(id, story);
            index.add(id, article.title(), article.published());
            known.put(article.id(), new Known(id, article.revision(), article.title(), article.published(), alerts));
            Long last = sequence.get("last");
            long next = (last == null ? 0 : last) + 1;
            sequence.put("last", next);
            EnrichedArticle enriched = new EnrichedArticle(
                    article,
                    tagged.mentions(),
                    tagged.topics(),
                    id,
                    found.isEmpty(),
                    story.sources().size(),
                    List.of(),
                    "",
                    next,
                    tagged.burst(),
                    tagged.knowledgeVersion());
            context.forward(input.withValue(enriched), "enriched");
            context.forward(new Record<>(id, story, input.timestamp()), "stories-out");
        }

        private static Story grow(Story story, String id, Article article) {
            String source = article.source().id();
            if (story == null) {
                return new Story(
                        id,
                        article.title(),
                        1,
                        List.of(source),
                        article.published(),
                        article.published(),
                        List.of(),
                        List.of(),
                        List.of(),
                        "");
            }
            List<String> sources = new ArrayList<>(story.sources());
            if (!sources.contains(source)) {
                sources.add(source);
            }
            Instant last = article.published().isAfter(story.lastSeen()) ? article.published() : story.lastSeen();
            return new Story(
                    id,
                    story.headline(),
                    story.size() + (article.revision() == 1 ? 1 : 0),
                    sources,
                    story.firstSeen(),
                    last,
                    List.of(),
                    List.of(),
                    List.of(),
                    "");
        }

        /** The in-memory indexes are rebuilt whole at the first article after a start. */
        private void restore() {
            if (restored) {
                return;
            }
            restored = true;
            try (KeyValueIterator<String, Known> all = known.all()) {
                all.forEachRemaining(entry -> (entry.value.live() ? live : history)
                        .add(entry.value.story(), entry.value.title(), entry.value.published()));
            }
        }
    }
}
