package org.tocsin.alerts.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Subscription;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;

final class RehearsalTest {
    private static final Instant TODAY = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant WINTER = Instant.parse("2025-01-11T09:00:00Z");
    private static final Instant BEFORE = Instant.parse("2022-06-01T09:00:00Z");

    private final List<String> matched = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();

    private static EnrichedArticle article(String id, Origin origin, Instant published, Instant ingested) {
        Article article = new Article(
                id,
                1,
                "https://wire.example/" + id,
                "Soldiers captured",
                "",
                "",
                "en",
                List.of(),
                new Source("wire", "Wire", "wire.example", "", ""),
                published,
                ingested,
                origin,
                false,
                List.of(),
                "",
                "");
        return new EnrichedArticle(article, List.of(), List.of(), id, true, 1, List.of(), "", 1, 0, "1+0");
    }

    private void rehearse(String draft, List<EnrichedArticle> log) {
        Subscription subscription = Json.mapper()
                .readValue(
                        "{\"id\": \"s\", \"query\": \"captured\", \"version\": 1, %s}".formatted(draft),
                        Subscription.class);
        Rehearsal.Listener listener = new Rehearsal.Listener() {
            @Override
            public void matched(int number, EnrichedArticle article, MatchResult result, Instant at) {
                matched.add(article.article().id() + " " + at);
            }

            @Override
            public void alert(int number, Alert alert) {
                alerts.add(alert.kind() + " " + alert.told().size() + " " + alert.created());
            }
        };
        try (Rehearsal rehearsal = new Rehearsal(List.of(subscription), Limits.DEFAULT, Query::parse, listener)) {
            for (int i = 0; i < log.size(); i++) {
                rehearsal.take(rehearsal.prepare(log.get(i), i));
            }
            rehearsal.end();
        }
    }

    @Test
    void historyCountsWhenItWasPublishedWhereverItLiesInTheLog() {
        rehearse(
                "\"perHour\": 1, \"send\": [\"everything\"]",
                List.of(
                        article("live", Origin.LIVE, TODAY, TODAY),
                        article("winter", Origin.BACKFILL, WINTER, TODAY),
                        article("winter-too", Origin.BACKFILL, WINTER.plusSeconds(60), TODAY),
                        article("before", Origin.BACKFILL, BEFORE, TODAY)));

        assertThat(matched)
                .containsExactly(
                        "before " + BEFORE,
                        "winter " + WINTER,
                        "winter-too " + WINTER.plusSeconds(60),
                        "live " + TODAY);
        assertThat(alerts)
                .as("a cap counts within an hour of that time")
                .containsExactly(
                        "first 1 " + BEFORE,
                        "first 1 " + WINTER,
                        "digest 1 " + WINTER.plusSeconds(3_600),
                        "first 1 " + TODAY);
    }

    @Test
    void aDateToComeMovesNoOther() {
        rehearse(
                "\"send\": []",
                List.of(
                        article("to-come", Origin.BACKFILL, Instant.parse("2099-01-01T00:00:00Z"), TODAY),
                        article("live", Origin.LIVE, TODAY, TODAY.plusSeconds(5))));

        assertThat(matched).containsExactly("to-come " + TODAY, "live " + TODAY.plusSeconds(5));
    }

    @Test
    void whatCameLiveIsDecidedOnInTheOrderOfTheLog() {
        rehearse(
                "\"send\": []",
                List.of(
                        article("one", Origin.LIVE, TODAY, TODAY.plusSeconds(5)),
                        article("clock-set-back", Origin.LIVE, TODAY, TODAY)));

        assertThat(matched).containsExactly("one " + TODAY.plusSeconds(5), "clock-set-back " + TODAY.plusSeconds(5));
    }
}
