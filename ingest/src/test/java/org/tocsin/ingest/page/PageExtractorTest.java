package org.tocsin.ingest.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageExtractorTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final String PROSE =
            "The governor said on Monday, after a long night of talks, that the bridge would stay closed"
                    + " until the engineers had looked at every pillar, every bolt and every weld.";
    private final PageExtractor extractor = new PageExtractor(() -> NOW);

    private Page extract(String head, String body) {
        return extractor.extract(
                "<html><head>" + head + "</head><body>" + body + "</body></html>",
                "https://paper.example/2025/05/30/bridge");
    }

    private static String article(String inner) {
        return "<div class='story'>" + ("<p>" + PROSE + "</p>").repeat(3) + inner + ("<p>" + PROSE + "</p>").repeat(3)
                + "</div>";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<nav><a href=/a>Sport</a><a href=/b>Culture</a></nav>",
                "<div class='share-bar'><a href=/s>Share this</a></div>",
                "<div class=comments><p>First! What a long, thoughtful, well argued comment on this article, I must say.</p></div>",
                "<div class='cookie-consent'><p>We use cookies, and so do our partners, to measure what you read.</p></div>",
                "<div id=related><ul><li><a href=/1>Another story of the day</a></li><li><a href=/2>And one more</a></li></ul></div>",
                "<div style='display: none'><p>Nobody sees this paragraph, however long and full of commas it is.</p></div>",
                "<p hidden>Nobody sees this paragraph either, however long and full of commas it is.</p>",
                "<aside><p>In other news, the weather stays fine, and warm, and dry until Thursday evening.</p></aside>",
                "<form><input name=mail><button>Subscribe to the newsletter, it is free</button></form>",
                "<script>var text = 'a long, long, long string of text';</script><style>p {color: red}</style>",
                "<footer><p>All rights reserved, since 1901, by the publishers of this paper and their heirs.</p></footer>"
            })
    void leavesOutWhatIsNotTheArticle(String furniture) {
        String inside = extract("", article(furniture)).text();
        String beside = extract("", furniture + article("") + furniture).text();
        String prose = (PROSE + "\n").repeat(6).strip();
        assertThat(inside).isEqualTo(prose);
        assertThat(beside).isEqualTo(prose);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<table><caption>Losses</caption><tr><th>Year</th><th>Number</th></tr><tr><td>2024</td><td>17</td></tr></table>",
                "<pre><code>int x = 1;\nreturn x;</code></pre>",
                "<ul><li>First the river rose, then the dam broke.</li><li>Then help came, from all sides.</li></ul>",
                "<blockquote>We will rebuild it, she said, and we will do it soon.</blockquote>",
                "<figure><img src=x.jpg><figcaption>The bridge, seen from the north.</figcaption></figure>",
                "<h2>What happens now</h2>"
            })
    void keepsWhatBelongsToTheArticle(String part) {
        String text = extract("", article(part)).text();
        for (String line : part.replaceAll("<[^>]*>", "\n").strip().split("\\s*\n\\s*", -1)) {
            assertThat(text).contains(line);
        }
    }

    @Test
    void makesParagraphsOfBreaks() {
        Page page = extract(
                "", "<div id=content>" + PROSE + "<br><br>" + PROSE + "<br> <br>" + PROSE + "<br>" + PROSE + "</div>");
        assertThat(page.text().lines()).containsExactly(PROSE, PROSE, PROSE, PROSE);
    }

    @Test
    void joinsWhatAnAdvertisementSplits() {
        String half = ("<p>" + PROSE + "</p>").repeat(3);
        Page page = extract(
                "",
                "<div class=part>" + half + "</div><div class=ad-break>Advertisement</div><div class=part>" + half
                        + "</div>");
        assertThat(page.text().lines()).hasSize(6);
    }

    @Test
    void readsWhatThePageSaysOfItself() {
        Page page = extract("""
                <title>Bridge closed | The Paper</title>
                <link rel=canonical href="/2025/05/30/bridge-closed?utm_source=x">
                <script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebPage"},
                {"@type": "NewsArticle", "headline": "Bridge closed", "author": [{"name": "A. Writer"}, {"name": "B. Writer"}],
                "datePublished": "2025-05-30T07:15:00+03:00"}]}</script>""", article(""));
        assertThat(page.title()).isEqualTo("Bridge closed");
        assertThat(page.byline()).isEqualTo("A. Writer, B. Writer");
        assertThat(page.published()).isEqualTo("2025-05-30T04:15:00Z");
        assertThat(page.url()).isEqualTo("https://paper.example/2025/05/30/bridge-closed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<meta property=article:published_time content=2025-05-29T10:00:00Z> | '' | 2025-05-29T10:00:00Z",
                "<meta name=date content='May 29, 2025'> | '' | 2025-05-29T00:00:00Z",
                "'' | <time itemprop=datePublished datetime=2025-05-29T10:00Z>Thursday</time> | 2025-05-29T10:00:00Z",
                "'' | <time datetime='2025-05-29 10:00'>Thursday</time> | 2025-05-29T10:00:00Z",
                "<meta name=date content=2035-01-01> | '' | 2025-05-30T00:00:00Z",
                "'' | '' | 2025-05-30T00:00:00Z"
            })
    void findsTheDate(String head, String body, Instant published) {
        assertThat(extract(head, body + article("")).published()).isEqualTo(published);
    }

    @Test
    void takesTheBylineOutOfTheText() {
        Page page = extract("", "<div class=byline>By A. Writer</div>" + article(""));
        assertThat(page.byline()).isEqualTo("By A. Writer");
        assertThat(page.text()).doesNotContain("Writer");
    }

    @Test
    void decodesWhatThePageDeclares() {
        String russian = "Губернатор сообщил, что мост закрыт до конца недели, пока инженеры не осмотрят опоры. ";
        byte[] bytes = ("<html lang=ru-RU><meta charset=windows-1251><title>Мост закрыт</title><article><p>"
                        + russian.repeat(8) + "</p></article>")
                .getBytes(Charset.forName("windows-1251"));
        Page page = extractor.extract(bytes, "text/html", "");
        assertThat(page.title()).isEqualTo("Мост закрыт");
        assertThat(page.text()).contains("Губернатор сообщил");
        assertThat(page.language()).isEqualTo("ru");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "<", "<html>", "<body></body>", "<frameset><frame></frameset>", "\u0000\u0001"})
    void answersPagesWithoutAnArticle(String html) {
        assertThat(extractor.extract(html, "").text()).hasSizeLessThan(10);
    }

    @Test
    void survivesDeepNesting() {
        String deep = "<div>".repeat(100_000) + "<p>" + PROSE + "</p>";
        assertThat(extractor.extract(deep, "").text()).contains("governor");
    }

    @Test
    void readsTheReferencePages() throws IOException {
        Path pages = Path.of("../../shared/data/extract/readability");
        assumeThat(pages).as("../shared/data is absent").exists();
        ExtractionQuality.Report report = ExtractionQuality.of(extractor, pages, () -> {});
        assertThat(report.f1()).isGreaterThan(0.99);
    }
}
