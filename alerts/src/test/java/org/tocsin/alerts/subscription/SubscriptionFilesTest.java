package org.tocsin.alerts.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.alerts.channel.Channels;
import org.tocsin.alerts.channel.FilePlaces;
import org.tocsin.alerts.channel.Problem;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Entity;
import org.tocsin.model.Json;
import org.tocsin.model.Schedule;
import org.tocsin.model.Send;
import org.tocsin.model.Subscription;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.http.OutgoingSettings;

final class SubscriptionFilesTest {
    @TempDir
    private Path directory;

    private List<Subscription> read(String yaml) throws Exception {
        Path file = directory.resolve("in.yaml");
        Files.writeString(file, yaml);
        return SubscriptionFiles.read(file);
    }

    @Test
    void readsDocumentsAndListsAndWritesWhatItReads() throws Exception {
        List<Subscription> read = read("""
                id: one
                query: captured
                send: [updates]
                schedule: {kind: daily, at: "08:30", zone: Europe/Kyiv}
                ---
                - {id: two, query: kursk, destinations: [{channel: webhook, target: "https://example.org/", secret: "env:ALERT_SECRET_A"}]}
                - {id: three, query: choir}
                """);
        assertThat(read).extracting(Subscription::id).containsExactly("one", "two", "three");
        assertThat(read.getFirst().send()).containsExactly(Send.UPDATES);
        assertThat(read.getFirst().schedule().kind()).isEqualTo(Schedule.Kind.DAILY);
        String written = SubscriptionFiles.write(read);
        assertThat(written).contains("env:ALERT_SECRET_A").doesNotContain("version", "perHour", "quietHours");
        assertThat(read(written)).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void writesAFileForEachWhateverTheirIds() throws Exception {
        List<Subscription> read = read("[{id: 'a:b', query: x}, {id: a_b, query: y}]");
        Path out = directory.resolve("out");
        SubscriptionFiles.write(read, out);
        assertThat(SubscriptionFiles.read(out)).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void refusesWhatStandsThereTwice() {
        assertThatThrownBy(() -> read("{id: a, query: x, query: y}")).hasMessageContaining("query");
    }

    @Test
    void neverWritesASecret() throws Exception {
        List<Subscription> read = read(
                "{id: a, query: x, destinations: [{channel: slack, target: desk, secret: 'https://hooks.example/T/B/x'}]}");
        assertThat(SubscriptionFiles.write(read))
                .doesNotContain("hooks.example")
                .contains(Subscriptions.KEPT);
    }

    @Test
    void saysWhichFileIsBad() {
        assertThatThrownBy(() -> read("{id: a, query: x}\n---\n{id: a, query: y}"))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> read("{query: x}")).hasMessageContaining("no id");
        assertThatThrownBy(() -> read("id: [a")).hasMessageContaining("in.yaml");
        assertThatThrownBy(() -> read("{id: a, query: x, quiethours: {}}"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("quiethours is no field")
                .hasMessageContaining("quietHours");
        for (String[] bad : new String[][] {
            {"priority: huge", "priority: huge is none of low, normal, high, urgent"},
            {"schedule: {kind: daily, zome: UTC}", "schedule.zome: zome is no field here; there are at, day, kind"},
            {"destinations: {channel: file}", "destinations: what stands there is no list"},
            {"destinations: [{channel: file, options: {a: [1]}}]", "destinations[0].options.a: "},
            {"expires: soon", "expires: soon is no time"},
            {"perHour: many", "perHour: many is no whole number"},
            {"paused: perhaps", "paused: perhaps is neither true nor false"}
        }) {
            assertThatThrownBy(() -> read("{id: a, query: x, %s}".formatted(bad[0])))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("in.yaml")
                    .hasMessageContaining(bad[1]);
        }
        assertThatThrownBy(() -> read("captured")).hasMessageContaining("a group of fields");
    }

    @Test
    void refusesFieldByField() throws Exception {
        KafkaSettings nowhere = new KafkaSettings("127.0.0.1:1");
        try (Channels channels = new Channels(
                nowhere, OutgoingSettings.NONE, java.util.Optional.empty(), FilePlaces.ANYWHERE, (id, target) -> "")) {
            SubscriptionCheck check = new SubscriptionCheck(
                    channels, Secrets.open(directory, ""), new Limits(1, 20, 1, 1, 0.2), Query::parse);
            Subscription bad = read("""
                    id: "no good"
                    owner: ann
                    query: 'a "b'
                    schedule: {kind: weekly, at: "25:00", zone: Nowhere, day: someday}
                    quietHours: {zone: Europe/Kyiv, from: "22:00", to: "22:00"}
                    perHour: -1
                    destinations:
                      - {channel: pigeon, target: x}
                      - {channel: webhook, target: "http://127.0.0.1/", secret: "whsec_x"}
                      - {channel: email, target: a@example.org}
                      - {channel: terminal, options: {orderd: "true"}}
                    """).getFirst();
            assertThatThrownBy(() -> check.require(bad, null, List.of()))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.problems())
                                    .extracting(Problem::field)
                                    .containsExactly(
                                            "id",
                                            "query",
                                            "schedule.zone",
                                            "schedule.at",
                                            "schedule.day",
                                            "quietHours.to",
                                            "perHour",
                                            "destinations[0].channel",
                                            "destinations[1].secret",
                                            "destinations[1].target",
                                            "destinations[2].channel",
                                            "destinations[3].options.orderd"));
            Subscription good = read("{id: a, owner: ann, query: captured}").getFirst();
            check.require(good, null, List.of());
            assertThatThrownBy(() -> check.require(good, null, List.of(good.withId("b"))))
                    .hasMessageContaining("which is the limit");
        }
    }

    @Test
    void keepsIdsForTheNamesOfEntities() {
        EntityNames names = name -> switch (name) {
            case "North Korea" -> List.of(entity("Q423"));
            case "Georgia" -> List.of(entity("Q230"), entity("Q1428"));
            default -> List.of();
        };
        KafkaSettings nowhere = new KafkaSettings("127.0.0.1:1");
        try (Channels channels = new Channels(
                nowhere, OutgoingSettings.NONE, java.util.Optional.empty(), FilePlaces.ANYWHERE, (id, target) -> "")) {
            SubscriptionCheck check = new SubscriptionCheck(
                    channels, Secrets.open(directory, ""), Limits.DEFAULT, query -> Query.parse(query, names));
            assertThat(check.resolved(Subscription.of("a", "", "entity:\"North Korea\" AND troops"))
                            .query())
                    .isEqualTo("entity:Q423 AND troops");
            assertThat(check.resolved(Subscription.of("a", "", "troops   AND captured"))
                            .query())
                    .isEqualTo("troops   AND captured");
            assertThatThrownBy(() -> check.require(Subscription.of("a", "", "war entity:Georgia"), null, List.of()))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("column 12")
                    .hasMessageContaining("Q1428");
        }
    }

    private static Entity entity(String id) {
        return Json.mapper().readValue("{\"id\": \"%s\", \"type\": \"place\"}".formatted(id), Entity.class);
    }
}
