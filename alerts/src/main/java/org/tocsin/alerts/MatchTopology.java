package org.tocsin.alerts;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.Topic;
import org.tocsin.query.MatchResult;
import org.tocsin.runtime.JsonSerde;

/** {@code tocsin.enriched} → match against every subscription → {@code tocsin.matches}; at least once. */
final class MatchTopology {
    private MatchTopology() {}

    static Topology build(Subscriptions subscriptions) {
        return new Topology()
                .addSource(
                        "enriched",
                        Serdes.String().deserializer(),
                        JsonSerde.deserializer(EnrichedArticle.class),
                        Topic.ENRICHED.name())
                .addProcessor("match", () -> new Matching(subscriptions), "enriched")
                .addSink(
                        "matches",
                        Topic.MATCHES.name(),
                        Serdes.String().serializer(),
                        JsonSerde.<Match>serializer(),
                        "match");
    }

    private static final class Matching implements Processor<String, EnrichedArticle, String, Match> {
        private final Subscriptions subscriptions;
        private ProcessorContext<String, Match> context;

        Matching(Subscriptions subscriptions) {
            this.subscriptions = subscriptions;
        }

        @Override
        public void init(ProcessorContext<String, Match> given) {
            context = given;
        }

        @Override
        public void process(Record<String, EnrichedArticle> input) {
            EnrichedArticle article = input.value();
            if (!article.article().origin().alerts()) {
                return;
            }
            long offset = context.recordMetadata().orElseThrow().offset();
            for (Subscriptions.Matched matched : subscriptions.match(article)) {
                MatchResult result = matched.result();
                context.forward(new Record<>(
                        matched.subscription().id(),
                        new Match(
                                matched.subscription().id(),
                                matched.subscription().version(),
                                article.digest(),
                                offset,
                                result.spans(),
                                result.score(),
                                result.threshold()),
                        input.timestamp()));
            }
        }
    }
}
