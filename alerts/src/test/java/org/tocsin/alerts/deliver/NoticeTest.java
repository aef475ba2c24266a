package org.tocsin.alerts.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.alerts.decide.DecideTopology;
import org.tocsin.alerts.decide.DecisionCounts;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.subscription.Lookup;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.Delivery;
import org.tocsin.model.Destination;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Match;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.JsonSerde;

/** Who is told that an endpoint was disabled, through the topology. */
final class NoticeTest {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");
    private static final Destination DEAD = Destination.of("webhook", "https://dead.example/");
    private static final Destination DEAD_TOO = Destination.of("webhook", "https://dead-too.example/");

    private static Subscription subscription(String id, String owner, Destination... destinations) {
        return Json.mapper()
                .readValue(
                        "{\"id\": \"%s\", \"owner\": \"%s\", \"query\": \"x\", \"version\": 1}".formatted(id, owner),
                        Subscription.class)
                .withDestinations(List.of(destinations));
    }

    /** What goes out when the last of the dead endpoints of the first has said that it is gone. */
    private static List<OutboxMessage> told(Subscription... all) {
        Lookup lookup = new Lookup() {
            @Override
            public @Nullable Subscription get(String id) {
                return List.of(all).stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElse(null);
            }

            @Override
            public List<Subscription> active(String owner) {
                return List.of(all).stream()
                        .filter(one -> one.owner().equals(owner))
                        .toList();
            }
        };
        try (TopologyTestDriver driver = new TopologyTestDriver(
                DecideTopology.build(lookup, Limits.DEFAULT, new DecisionCounts(), () -> NOON),
                new Properties(),
                NOON)) {
            TestInputTopic<String, Match> matches = driver.createInputTopic(
                    Topic.MATCHES.name(), Serdes.String().serializer(), JsonSerde.serializer());
            TestInputTopic<String, Delivery> outcomes = driver.createInputTopic(
                    Topic.DELIVERIES.name(), Serdes.String().serializer(), JsonSerde.serializer());
            TestOutputTopic<String, OutboxMessage> outbox = driver.createOutputTopic(
                    Topic.OUTBOX.name(), Serdes.String().deserializer(), JsonSerde.deserializer(OutboxMessage.class));
            EnrichedArticle article = EnrichedArticle.tagged(
                    Json.mapper()
                            .convertValue(
                                    Map.of(
                                            "id",
                                            "a",
                                            "revision",
                                            1,
                                            "title",
                                            "t",
                                            "origin",
                                            "live",
                                            "published",
                                            NOON.toString(),
                                            "source",
                                            Map.of("id", "wire", "name", "Wire")),
                                    Article.class),
                    List.of(),
                    List.of(),
                    "1+0");
            matches.pipeInput(all[0].id(), new Match(all[0].id(), 1, article, 0, List.of(), null, 0));
            List<OutboxMessage> dead = outbox.readValuesToList().stream()
                    .filter(message -> List.of(DEAD, DEAD_TOO).contains(message.destination()))
                    .toList();
            for (OutboxMessage one : dead) {
                outbox.readValuesToList();
                outcomes.pipeInput(
                        one.alert().id(),
                        new Delivery(
                                one.alert().id(), all[0].id(), one.endpoint(), 1, "gone", "it answered 410", 0, NOON));
            }
            List<Alert> alerts = driver.createOutputTopic(
                            Topic.ALERTS.name(), Serdes.String().deserializer(), JsonSerde.deserializer(Alert.class))
                    .readValuesToList();
            assertThat(alerts.stream().map(Alert::kind).filter("notice"::equals))
                    .hasSameSizeAs(dead);
            return outbox.readValuesToList();
        }
    }

    @Test
    void tellsByTheOtherDestinationsOfTheSubscription() {
        assertThat(told(
                        subscription("s", "ann", DEAD, Destination.of("terminal", "")),
                        subscription("t", "ann", Destination.of("kafka", "desk"))))
                .extracting(message -> message.destination().channel())
                .containsExactly("terminal");
    }

    @Test
    void tellsByAnotherSubscriptionOfTheOwnerWhereThereIsNoOtherDestination() {
        List<OutboxMessage> told = told(
                subscription("s", "ann", DEAD, Destination.of("stream", "")),
                subscription("r", "bob", Destination.of("terminal", "")),
                subscription("t", "ann", DEAD),
                subscription("u", "ann", DEAD, Destination.of("kafka", "desk")));
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().destination().channel()).isEqualTo("kafka");
        assertThat(told.getFirst().alert().subscription()).isEqualTo("s");
        assertThat(told.getFirst().endpoint()).startsWith("s/");
    }

    @Test
    void tellsNobodyElseWhereTheOwnerHasNothingElse() {
        assertThat(told(
                        subscription("s", "ann", DEAD),
                        subscription("t", "ann", DEAD),
                        subscription("r", "bob", Destination.of("terminal", ""))))
                .isEmpty();
    }

    @Test
    void tellsByNoDestinationThatIsDisabledItself() {
        List<OutboxMessage> told = told(
                subscription("s", "ann", DEAD, DEAD_TOO), subscription("t", "ann", Destination.of("kafka", "desk")));
        assertThat(told).extracting(message -> message.destination().channel()).containsExactly("kafka");
        assertThat(told.getFirst().alert().title()).contains("its webhook");
        assertThat(told.getFirst().alert().summary())
                .startsWith("The webhook at dead-too.example was disabled because it answered 410.")
                .contains("resume the subscription s");
    }

    @Test
    void tellsNobodyByAnotherSubscriptionOfTheOperator() {
        assertThat(told(subscription("s", "", DEAD), subscription("t", "", Destination.of("terminal", ""))))
                .isEmpty();
        assertThat(told(subscription("s", "", DEAD, Destination.of("kafka", "desk"))))
                .hasSize(1);
    }
}
