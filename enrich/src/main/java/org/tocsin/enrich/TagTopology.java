package org.tocsin.enrich;

import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Intake;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.Pace;

/**
 * {@code tocsin.articles} → revise and tag → {@code tocsin.tagged}, with the outcome of each in {@code tocsin.intake}.
 * At least once: a re-read repeats itself identically. Per batch: read = accepted + revised + repeated +
 * rejected, the last being those that cannot be tagged, which go to the dead letters.
 */
final class TagTopology {
    private TagTopology() {}

    static Topology build(Function<Article, EnrichedArticle> tagger) {
        return new Topology()
                .addSource(
                        "articles",
                        Serdes.String().deserializer(),
                        JsonSerde.deserializer(Article.class),
                        Topic.ARTICLES.name())
                .addProcessor("revise-and-tag", () -> new ReviseAndTag(tagger), "articles")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("revisions"),
                                Serdes.String(),
                                JsonSerde.of(Revisions.class)),
                        "revise-and-tag")
                .addSink(
                        "tagged",
                        Topic.TAGGED.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<EnrichedArticle>serializer(),
                        "revise-and-tag")
                .addSink(
                        "intake",
                        Topic.INTAKE.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<Intake>serializer(),
                        "revise-and-tag");
    }

    private static final class ReviseAndTag implements Processor<String, Article, String, Object> {
        private final Function<Article, EnrichedArticle> tagger;
        private ProcessorContext<String, Object> context;
        private KeyValueStore<String, Revisions> revisions;
        private Pace pace;

        ReviseAndTag(Function<Article, EnrichedArticle> tagger) {
            this.tagger = tagger;
        }

        @Override
        public void init(ProcessorContext<String, Object> given) {
            context = given;
            revisions = given.getStateStore("revisions");
            pace = new Pace(given);
        }

        @Override
        public void process(Record<String, Article> input) {
            pace.comes(input);
            Article article = input.value();
            long offset = context.recordMetadata().orElseThrow().offset();
            Revisions known = revisions.get(article.id());
            Revisions.Step step = (known == null ? new Revisions(java.util.List.of()) : known)
                    .step(article.contentHash(), article.retracted(), offset);
            if (step.revision() > 0) {
                EnrichedArticle tagged;
                try {
                    tagged = tagger.apply(article.withRevision(step.revision(), step.changed()));
                } catch (RuntimeException e) {
                    answer(article, offset, "rejected", input.timestamp());
                    throw e;
                }
                // only now, so that one that could not be tagged is none that was there before when it is tried again
                revisions.put(article.id(), step.next());
                context.forward(input.withValue(tagged), "tagged");
            }
            String outcome = step.revision() == 0 ? "repeated" : step.revision() == 1 ? "accepted" : "revised";
            answer(article, offset, outcome, input.timestamp());
        }

        private void answer(Article article, long offset, String outcome, long time) {
            if (!article.batch().isEmpty()) {
                context.forward(
                        new Record<>(article.batch(), new Intake(article.batch(), article.id(), offset, outcome), time),
                        "intake");
            }
        }
    }
}
