package org.tocsin.ingest.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.file.ArticleFile;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.ingest.text.PlainText;
import org.tocsin.ingest.text.Times;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;

/**
 * Text that repeats itself a hundred thousand times and never ends what it begins costs no parser more than its length. What
 * grows with the square of it would take many minutes here.
 */
final class LongInputTest {
    private static final Instant NOW = Instant.parse("2025-01-11T12:00:00Z");
    private static final int TIMES = 100_000;
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<b ",
                "<!a",
                "<!-- a>",
                "<![CDATA[",
                "&a",
                "a.",
                "a@",
                "    ",
                "]]>  ",
                "1:",
                "<a href='",
                "</",
                "<?",
                "«",
                "Ð"
            })
    void takesNoLongerThanItsLength(String part) {
        String text = "a" + part.repeat(TIMES) + "a";
        String plain = text.replace("&", "&amp;").replace("<", "&lt;");
        String page = "<html><head><meta name=\"%1$s\" content=\"%1$s\"><title>%1$s</title>"
                        .formatted(plain.replace("\"", ""))
                + "<script type=\"application/ld+json\">" + part.repeat(TIMES) + "x</script></head><body><p style='"
                + plain + "'>" + text + "</p></body></html>";
        String feed =
                "<rss><channel><item><author>%1$s</author><title>%1$s</title><pubDate>%1$s</pubDate><link>%1$s</link>"
                                .formatted(plain)
                        + "<description>&lt;p style='a:" + plain + "'>" + plain
                        + "</description></item></channel></rss>";
        assertTimeoutPreemptively(ENOUGH, () -> {
            PlainText.of(text);
            Times.guess(text);
            Address.of("https://paper.example/" + text);
            FeedReader.read(bytes(feed), "", "https://paper.example/");
            FeedReader.read(bytes(text), "", "https://paper.example/");
            new PageExtractor(() -> NOW).extract(bytes(page), "", "https://paper.example/");
            new ArticleFile(new ArticleReader(() -> NOW), new PageExtractor(() -> NOW), Origin.BACKFILL, "b", 1)
                    .read("file", new ByteArrayInputStream(bytes(text)), new Ignoring());
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Ignoring implements ArticleFile.Listener {
        @Override
        public void article(Article article) {
            // that it ends is enough
        }

        @Override
        public void rejected(String file, long line, String reason, String message) {
            // that it ends is enough
        }
    }
}
