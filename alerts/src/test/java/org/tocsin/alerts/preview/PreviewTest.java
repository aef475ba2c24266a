package org.tocsin.alerts.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.query.QueryException;
import tools.jackson.databind.node.ObjectNode;

final class PreviewTest {
    private static EnrichedArticle article(int number, String title, String story) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", "a" + number).put("revision", 1).put("title", title).put("language", "en");
        json.put(
                "published",
                Instant.parse("2025-01-11T00:00:00Z").plusSeconds(60L * number).toString());
        json.put("origin", "backfill");
        EnrichedArticle tagged =
                EnrichedArticle.tagged(Json.mapper().treeToValue(json, Article.class), List.of(), List.of(), "1+0");
        return new EnrichedArticle(
                tagged.article(), List.of(), List.of(), story, false, 1, List.of(), "", number, 0, "1+0");
    }

    private static Preview.Past past(List<EnrichedArticle> articles) {
        return articles::forEach;
    }

    private static Subscription draft(String json) {
        return Json.mapper().readValue("{\"query\": \"captured\", " + json + "}", Subscription.class);
    }

    /** 200 articles an hour and more: every tenth matches, two in a row of those are of one story. */
    private static final List<EnrichedArticle> ARTICLES = IntStream.range(0, 200)
            .mapToObj(i -> article(i, i % 10 == 0 ? "Soldiers captured again" : "A choir sings", "story" + i / 20))
            .toList();

    @Test
    void countsMatchesAndWhatWouldHaveGoneOutAfterStoryGrouping() {
        Preview preview = Preview.of(draft("\"send\": []"), Limits.DEFAULT, past(ARTICLES));
        assertThat(preview.articles()).isEqualTo(200);
        assertThat(preview.matches()).isEqualTo(20);
        assertThat(preview.alerts()).isEqualTo(10);
        assertThat(preview.latest()).hasSize(10);
        assertThat(preview.latest().getFirst().article()).isEqualTo("a190");
        assertThat(preview.latest().getFirst().spans().getFirst().text()).isEqualTo("captured");
        assertThat(preview.warning()).contains("10.0 %");
    }

    @Test
    void saysOfOneThatIsPausedWhatItWouldDo() {
        assertThat(Preview.of(draft("\"paused\": true"), Limits.DEFAULT, past(ARTICLES)))
                .isEqualTo(Preview.of(draft("\"paused\": false"), Limits.DEFAULT, past(ARTICLES)))
                .returns(10L, Preview::alerts);
    }

    @Test
    void putsWhatIsOverTheCapIntoDigests() {
        Preview preview =
                Preview.of(draft("\"perHour\": 1, \"send\": [\"everything\"]"), Limits.DEFAULT, past(ARTICLES));
        assertThat(preview.digests()).isBetween(3L, 4L);
        assertThat(preview.alerts() - preview.digests()).isBetween(3L, 4L);
    }

    @Test
    void refusesWhatIsOverTheOwnersShareAndNamesTheColumnOfAMistake() {
        assertThatThrownBy(() -> Preview.of(draft("\"owner\": \"ann\""), new Limits(1, 1, 1, 1, 0.05), past(ARTICLES)))
                .hasMessageContaining("10.0 %");
        assertThatThrownBy(() -> Preview.of(Subscription.of("s", "", "a \"b"), Limits.DEFAULT, past(ARTICLES)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("column 3");
        assertThatThrownBy(() -> Preview.of(
                        draft("\"schedule\": {\"kind\": \"daily\", \"at\": \"08:30\", \"zone\": \"Nowhere\"}"),
                        Limits.DEFAULT,
                        past(ARTICLES)))
                .hasMessageContaining("schedule.zone: Nowhere is no time zone");
    }
}
