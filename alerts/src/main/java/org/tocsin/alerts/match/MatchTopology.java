package org.tocsin.alerts.match;

import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.tocsin.alerts.subscription.Routed;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.Pace;

/**
 * {@code tocsin.enriched} → match against every subscription → {@code tocsin.matches}; at least once. Only live and late
 * articles are matched. A withdrawn article goes to every partition, since whoever got it is to hear of it whatever its
 * text says now, and so does an edited one after its matches.
 */
public final class MatchTopology {
    private MatchTopology() {}

    public static Topology build(Function<EnrichedArticle, List<Subscriptions.Matched>> matcher) {
        return new Topology()
                .addSource(
                        "enriched",
                        Serdes.String().deserializer(),
                        JsonSerde.deserializer(EnrichedArticle.class),
                        Topic.ENRICHED.name())
                .addProcessor("match", () -> new Matching(matcher), "enriched")
                .addSink(
                        "matches",
                        Topic.MATCHES.name(),
                        Serdes.String().serializer(),
                        Routed.serializer(),
                        Routed::partitions,
                        "match");
    }

    private static final class Matching implements Processor<String, EnrichedArticle, String, Routed> {
        private final Function<EnrichedArticle, List<Subscriptions.Matched>> matcher;
        private ProcessorContext<String, Routed> context;
        private Pace pace;

        Matching(Function<EnrichedArticle, List<Subscriptions.Matched>> matcher) {
            this.matcher = matcher;
        }

        @Override
        public void init(ProcessorContext<String, Routed> given) {
            context = given;
            pace = new Pace(given);
        }

        @Override
        public void process(Record<String, EnrichedArticle> input) {
            pace.comes(input);
            EnrichedArticle article = input.value();
            if (!article.article().origin().alerts()) {
                return;
            }
            long offset = context.recordMetadata().orElseThrow().offset();
            EnrichedArticle digest = article.digest();
            boolean retracted = article.article().retracted();
            List<Subscriptions.Matched> all = retracted ? List.of() : matcher.apply(article);
            for (Subscriptions.Matched matched : all) {
                Subscription subscription = matched.subscription();
                Match match = matched.match(digest, offset);
                context.forward(new Record<>(subscription.id(), Routed.to(subscription, match), input.timestamp()));
            }
            if (retracted || article.article().revision() > 1) {
                Match everyone = Match.ofNoQuery(digest, offset);
                context.forward(new Record<>("", new Routed(Routed.EVERYWHERE, everyone), input.timestamp()));
            }
        }
    }
}
