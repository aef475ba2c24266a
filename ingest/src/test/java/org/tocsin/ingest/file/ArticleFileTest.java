package org.tocsin.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;

final class ArticleFileTest {
    private static final Instant NOW = Instant.parse("2025-01-11T12:00:00Z");
    private final List<Article> articles = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    private void read(byte[] bytes, Origin origin) throws IOException {
        new ArticleFile(new ArticleReader(() -> NOW), new PageExtractor(() -> NOW), origin, "b", 1)
                .read("f", new ByteArrayInputStream(bytes), new ArticleFile.Listener() {
                    @Override
                    public void article(Article article) {
                        articles.add(article);
                    }

                    @Override
                    public void rejected(String file, long line, String reason, String message) {
                        rejected.add(line + " " + reason);
                    }
                });
    }

    private void read(String text) throws IOException {
        read(text.getBytes(StandardCharsets.UTF_8), Origin.LIVE);
    }

    @Test
    void skipsBrokenLinesAndKeepsTheNext() throws IOException {
        read("""
                {"title": "one"}
                {"title": "broken
                {"title": {"x": 1}}
                {"url": "https://a.example/x"}
                {"title": "two", "published": "yesterday-ish"}
                {"title": "three"}
                """);
        assertThat(articles).extracting(Article::title).containsExactly("one", "three");
        assertThat(rejected).containsExactly("2 json", "3 field-type", "4 no-text", "5 date");
    }

    @Test
    void rejectsInvalidUtf8AndAnArticleOfFiftyMegabytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("{\"title\": \"ok\"}\n{\"title\": \"".getBytes(StandardCharsets.UTF_8));
        bytes.write(0xFF);
        bytes.write("\"}\n{\"title\": \"".getBytes(StandardCharsets.UTF_8));
        bytes.write("x".repeat(50_000_000).getBytes(StandardCharsets.UTF_8));
        bytes.write("\"}\n{\"title\": \"last\"}".getBytes(StandardCharsets.UTF_8));
        read(bytes.toByteArray(), Origin.LIVE);
        assertThat(articles).extracting(Article::title).containsExactly("ok", "last");
        assertThat(rejected).containsExactly("2 encoding", "3 too-long");
    }

    @Test
    void readsArraysGzipTextAndHtml() throws IOException {
        read("[{\"headline\": \"one\", \"description\": \"d\"}, {\"title\": \"two\", \"text\": \"t\"}]");
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("{\"title\": \"three\", \"link\": \"https://a.example/3\"}".getBytes(StandardCharsets.UTF_8));
        }
        read(zipped.toByteArray(), Origin.BACKFILL);
        read("four\n\nand its text");
        read("<html lang='de'><title>five</title><p>Ein Satz.</p></html>");
        assertThat(articles).extracting(Article::title).containsExactly("one", "two", "three", "four", "five");
        assertThat(articles.get(4).body()).isEqualTo("Ein Satz.");
        assertThat(rejected).isEmpty();
    }

    @Test
    void marksOldLiveArticlesLate() throws IOException {
        read("""
                {"title": "old", "published": "2025-01-11T01:00:00Z"}
                {"title": "new", "pubDate": "Sat, 11 Jan 2025 11:00:00 GMT"}
                """);
        assertThat(articles).extracting(Article::origin).containsExactly(Origin.LATE, Origin.LIVE);
    }

    @Test
    void keepsTheIdWhenSlugAndHeadlineChange() throws IOException {
        read("""
                {"title": "a", "url": "https://www.paper.example/2024/02/08/first-slug-a84021?utm_source=x"}
                {"title": "b", "url": "http://paper.example/2024/02/08/second-slug-a84021/"}
                {"title": "c", "url": "https://paper.example/2024/02/08/second-slug-20240208"}
                {"title": "d", "url": "https://paper.example/2024/02/08/other-slug-20240208"}
                {"title": "e", "url": " HTTPS://Paper.Example/third-slug-a84021#top ", "author": {"name": "A. Writer"}}
                """);
        assertThat(articles.get(0).id())
                .isEqualTo(articles.get(1).id())
                .isEqualTo(articles.get(4).id());
        assertThat(articles.get(4).url()).isEqualTo("https://paper.example/third-slug-a84021");
        assertThat(articles.get(4).authors()).containsExactly("A. Writer");
        assertThat(articles.get(2).id()).isNotEqualTo(articles.get(3).id());
    }
}
