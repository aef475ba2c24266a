package org.tocsin.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tocsin.dashboard.Articles;
import org.tocsin.model.Json;
import org.tocsin.query.Query;
import org.tocsin.runtime.stream.Event;
import org.tocsin.runtime.stream.Kind;
import tools.jackson.databind.JsonNode;

final class ArticleEventTest {
    private static final Event HERRING =
            new ArticleEvent(7, Articles.of("a", 1, "Herring is landed", "test", "", Instant.EPOCH, Instant.EPOCH));

    @Test
    void saysWhatOfAnArticleAQueryFound() {
        String data = ArticleEvent.matching(Query.parse("herring")).apply(HERRING);

        JsonNode article = Json.mapper().readTree(data);
        assertThat(article.path("article").path("title").asString()).isEqualTo("Herring is landed");
        JsonNode span = article.path("why").path(0);
        assertThat(span.path("field").asString()).isEqualTo("title");
        assertThat(span.path("start").asInt()).isZero();
        assertThat(span.path("end").asInt()).isEqualTo(7);
        Query other = Query.parse("mackerel");
        assertThat(ArticleEvent.matching(other).apply(HERRING)).isNull();
        assertThat(ArticleEvent.matching(other).apply(new Event(Kind.ALERT, 8, "an alert")))
                .isEqualTo("\"an alert\"");
    }
}
