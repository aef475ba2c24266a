package org.tocsin.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.feed.FeedJson;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.ingest.file.ArticleFile;
import org.tocsin.ingest.page.Page;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.ingest.schedule.Opml;
import org.tocsin.ingest.text.Encoding;
import org.tocsin.ingest.text.PlainText;
import org.tocsin.ingest.text.Times;
import org.tocsin.ingest.wire.Malformed;
import org.tocsin.ingest.wire.WireXml;
import org.tocsin.model.Article;
import org.tocsin.model.Feed;
import org.tocsin.model.Origin;
import org.tocsin.runtime.http.WebUrl;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever comes in, a parser answers or refuses; anything else is a fault. The ordinary tests run the kept seeds;
 * {@code ./tocsin fuzz TARGET MINUTES} looks for new ones.
 */
final class ParserFuzzTest {
    private static final Instant NOW = Instant.parse("2025-01-11T12:00:00Z");
    private static final PageExtractor PAGES = new PageExtractor(() -> NOW);
    private static final ArticleReader READER = new ArticleReader(() -> NOW);

    @FuzzTest(maxDuration = "2m")
    void page(byte[] data) {
        Page page = PAGES.extract(data, "", "https://paper.example/x");
        assertThat(page.text()).isEqualTo(page.text().strip()).doesNotContain("\u0000");
    }

    @FuzzTest(maxDuration = "2m")
    void feed(byte[] data) {
        if (FeedReader.read(data, "", "https://paper.example/feed") instanceof ParsedFeed feed) {
            assertThat(feed.items()).hasSizeLessThanOrEqualTo(FeedReader.MAX_ITEMS);
            assertThat(FeedJson.of("feed", feed).path("items").size())
                    .isEqualTo(feed.items().size());
        }
    }

    @FuzzTest(maxDuration = "2m")
    void address(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        String once = Address.of(text);
        assertThat(Address.of(once)).isEqualTo(once);
        Address.articleNumber(once);
        Address.host(once);
        try {
            WebUrl url = WebUrl.parse(text);
            assertThat(WebUrl.parse(url.toString())).isEqualTo(url);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "2m")
    void file(byte[] data) throws IOException {
        new ArticleFile(READER, PAGES, Origin.BACKFILL, "b", 1)
                .read("file", new ByteArrayInputStream(data), new Counting());
    }

    @FuzzTest(maxDuration = "2m")
    void csv(byte[] data) throws IOException {
        byte[] header = "title,body,url,date\n".getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, all, header.length, data.length);
        new ArticleFile(READER, PAGES, Origin.BACKFILL, "b", 1)
                .read("file.csv", new ByteArrayInputStream(all), new Counting());
    }

    @FuzzTest(maxDuration = "2m")
    void wire(byte[] data) {
        try {
            for (ObjectNode item : WireXml.articles(data)) {
                READER.read(item, Origin.LIVE, "b");
            }
        } catch (Malformed | ArticleReader.Rejected e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "2m")
    void opml(byte[] data) {
        try {
            List<Feed> feeds = Opml.read(data, NOW, UnaryOperator.identity()).feeds();
            byte[] written = Opml.write(feeds, Feed::name, NOW).getBytes(StandardCharsets.UTF_8);
            assertThat(Opml.read(written, NOW, UnaryOperator.identity()).feeds())
                    .extracting(Feed::id)
                    .containsExactlyInAnyOrderElementsOf(
                            feeds.stream().map(Feed::id).toList());
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "2m")
    void text(byte[] data) {
        String decoded = Encoding.decode(data, "").text();
        String plain = PlainText.of(decoded);
        assertThat(plain).doesNotContain("\u0000");
        Times.parse(decoded);
    }

    private static final class Counting implements ArticleFile.Listener {
        @Override
        public void article(Article article) {
            assertThat(article.id()).isNotBlank();
        }

        @Override
        public void rejected(String file, long line, String reason, String message) {
            assertThat(reason).isNotBlank().isNotEqualTo("fault");
        }
    }
}
