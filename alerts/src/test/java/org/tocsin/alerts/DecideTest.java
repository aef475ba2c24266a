package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.Decision;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Span;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;

final class DecideTest {
    private static final Instant AT = Instant.parse("2025-01-11T12:00:00Z");

    private static Match match(String article, int revision, String clause) {
        Article one = new Article(
                article,
                revision,
                "",
                "t",
                "",
                "",
                "en",
                List.of(),
                new Source("", "", "", "", ""),
                AT,
                AT,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return new Match(
                "s",
                1,
                new EnrichedArticle(one, List.of(), List.of(), "story", false, 1, List.of(), "", 1, 0, ""),
                0,
                List.of(new Span("title", 0, 1, "t", clause)),
                null,
                0);
    }

    @Test
    void alertsOncePerStoryAndAgainForANewClauseButNeverTwiceForOneArticle() {
        try (TopologyTestDriver driver = new TopologyTestDriver(
                DecideTopology.build(id -> Subscription.of(id, "", "t"), () -> AT), new Properties())) {
            TestInputTopic<String, Match> in = driver.createInputTopic(
                    Topic.MATCHES.name(), new StringSerializer(), JsonSerde.<Match>serializer());
            in.pipeInput("s", match("1", 1, "a"));
            in.pipeInput("s", match("1", 1, "a"));
            in.pipeInput("s", match("2", 1, "a"));
            in.pipeInput("s", match("1", 2, "b"));
            in.pipeInput("s", match("3", 1, "c"));
            List<Alert> alerts = driver.createOutputTopic(
                            Topic.ALERTS.name(), new StringDeserializer(), JsonSerde.deserializer(Alert.class))
                    .readValuesToList();
            assertThat(alerts).extracting(Alert::kind).containsExactly("first", "news");
            assertThat(alerts).extracting(Alert::article).containsExactly("1", "3");
            List<Decision> decisions = driver.createOutputTopic(
                            Topic.DECISIONS.name(), new StringDeserializer(), JsonSerde.deserializer(Decision.class))
                    .readValuesToList();
            assertThat(decisions)
                    .extracting(Decision::outcome)
                    .containsExactly("sent", "dropped", "merged", "dropped", "sent");
            assertThat(decisions)
                    .extracting(Decision::alert)
                    .startsWith(
                            alerts.getFirst().id(),
                            alerts.getFirst().id(),
                            alerts.getFirst().id());
        }
    }

    /** The vector of the Standard Webhooks specification. */
    @Test
    void signsAsStandardWebhooksDoes() {
        assertThat(WebhookSignature.sign(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
