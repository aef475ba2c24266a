package org.tocsin.meaning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Document;
import org.tocsin.query.Embedder;
import org.tocsin.query.Hit;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

final class MiniLmTest {
    private static final String CAPTURE = "like:\"North Korean soldiers captured by Ukraine\" >= 0.55";

    private static Document titled(String title) {
        Article article = Json.mapper().readValue(Json.line(new Title(title, "en", Instant.EPOCH)), Article.class);
        return Document.of(EnrichedArticle.tagged(article, List.of(), List.of(), ""));
    }

    private record Title(String title, String language, Instant published) {}

    @Test
    void isFoundAsAServiceAndFindsTheSameEventInOtherWords() {
        assertThat(Embedder.installed()).isInstanceOf(MiniLm.class);
        QueryIndex index = new QueryIndex();
        index.put("capture", Query.parse(CAPTURE));

        assertThat(index.match(titled("Kyiv says it took two troops of Kim Jong Un's army prisoner")))
                .extracting(Hit::id)
                .containsExactly("capture");
        assertThat(index.match(titled("Bakers compete for the best rye bread of the county")))
                .isEmpty();
    }

    @Test
    void answersAnEmptyTextAndAVeryLongOne() {
        assertThat(new MiniLm().vector("")).hasSize(384);
        assertThat(new MiniLm().vector("army ".repeat(2_000))).hasSize(384);
    }
}
