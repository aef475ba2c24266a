package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.TopicTag;
import org.tocsin.replay.feedback.Judgement.Label;

final class FeedbackSectionTest {
    @TempDir
    private Path directory;

    private static String label(String title, String verdict) {
        var article = Json.read(
                "{\"title\":\"%s\"}".formatted(title).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                org.tocsin.model.Article.class);
        return Json.line(new Label(article, "s", "topic:choirs", verdict, List.of("choirs")));
    }

    @Test
    void saysWhichGoodAlertsWouldComeAgainAndWhichWrongOnesNot() throws Exception {
        Files.write(
                directory.resolve(FeedbackSection.FILE),
                List.of(
                        label("A choir sings", "good"),
                        label("Voices of Sumy", "good"),
                        label("A choir of engines", "wrong"),
                        label("Angels", "wrong")));
        FeedbackSection section = new FeedbackSection(() -> article -> EnrichedArticle.tagged(
                article,
                List.of(),
                article.title().contains("choir") ? List.of(new TopicTag("choirs", 2, 1, 1, List.of())) : List.of(),
                "1+1"));

        assertThat(section.measure(new DataFolder(directory), () -> {})
                        .getFirst()
                        .rows())
                .containsExactly(
                        List.of("s", "2", "1", "2", "1", "0.500", "0.500"),
                        List.of("all", "2", "1", "2", "1", "0.500", "0.500"));
    }
}
