package org.tocsin.ingest.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeedReaderTest {
    private static ParsedFeed read(String text) {
        return (ParsedFeed) FeedReader.read(text.getBytes(StandardCharsets.UTF_8), "", "http://wire.example/feed");
    }

    private static FeedItem rss(String item) {
        return read("<rss version='2.0'><channel><title>Wire</title><item>" + item + "</item></channel></rss>")
                .items()
                .getFirst();
    }

    @Test
    void readsRssWithItsModules() {
        FeedItem item = rss("""
                <title>Ferry &amp;amp; bridge</title><link>/a/1</link><guid isPermaLink="false">n-1</guid>
                <description>&lt;p onclick="x()"&gt;Short &lt;a href="/b"&gt;text&lt;/a&gt;&lt;/p&gt;</description>
                <content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[<p>Long<script>x()</script></p>]]></content:encoded>
                <dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Ann Olsen</dc:creator>
                <category>Transport</category><pubDate>Tue, 03 Jun 2025 09:15:00 +0200</pubDate>
                <media:content xmlns:media="http://search.yahoo.com/mrss/" url="http://i.example/1.jpg" medium="image"/>
                <georss:point xmlns:georss="http://www.georss.org/georss">51.7 36.2</georss:point>""");
        assertThat(item.title()).isEqualTo("Ferry & bridge");
        assertThat(item.link()).isEqualTo("http://wire.example/a/1");
        assertThat(item.id()).isEqualTo("n-1");
        assertThat(item.summary()).isEqualTo("<p>Short <a href=\"http://wire.example/b\">text</a></p>");
        assertThat(item.summaryText()).isEqualTo("Short text");
        assertThat(item.content()).isEqualTo("<p>Long</p>");
        assertThat(item.authors()).extracting(Person::name).containsExactly("Ann Olsen");
        assertThat(item.categories()).containsExactly("Transport");
        assertThat(item.published()).isEqualTo(Instant.parse("2025-06-03T07:15:00Z"));
        assertThat(item.images()).containsExactly("http://i.example/1.jpg");
        assertThat(item.coordinates()).isEqualTo(new FeedItem.Coordinates(51.7, 36.2));
    }

    @Test
    void readsAtomWithBasesAndTypes() {
        ParsedFeed feed = read("""
                <feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/x/" xml:lang="uk">
                <title type="text">5 &lt; 6 &lt;b></title><link rel="self" href="feed"/><link rel="hub" href="http://hub.example/"/>
                <entry xml:base="y/"><id>urn:1</id><title type="html">A &lt;b>bold&lt;/b> word</title>
                <link href="z?q=1"/><author><name>B</name><email>b@a.example</email></author>
                <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>c<br/>d</p></div></content>
                <updated>2025-06-03T07:15:00.5Z</updated></entry></feed>""");
        FeedItem item = feed.items().getFirst();
        assertThat(feed.title()).isEqualTo("5 < 6 <b>");
        assertThat(feed.self()).isEqualTo("http://a.example/x/feed");
        assertThat(feed.hubs()).containsExactly("http://hub.example/");
        assertThat(feed.language()).isEqualTo("uk");
        assertThat(item.title()).isEqualTo("A bold word");
        assertThat(item.titleHtml()).isEqualTo("A <b>bold</b> word");
        assertThat(item.link()).isEqualTo("http://a.example/x/y/z?q=1");
        assertThat(item.content()).isEqualTo("<p>c<br>d</p>");
        assertThat(item.authors()).containsExactly(new Person("B", "b@a.example", ""));
        assertThat(feed.repairs()).isEmpty();
    }

    @Test
    void readsRdfAndJson() {
        ParsedFeed rdf = read("""
                <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
                <channel><title>R</title></channel><item rdf:about="http://r.example/1"><title>One</title></item></rdf:RDF>""");
        assertThat(rdf.format()).isEqualTo("rdf 1.0");
        assertThat(rdf.items().getFirst().link()).isEqualTo("http://r.example/1");
        ParsedFeed json = read("""
                {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": 7, "url": "/7",
                 "content_html": "<p>x</p>", "authors": [{"name": "N"}], "date_published": "2025-06-03T09:15:00+02:00"}]}""");
        assertThat(json.items().getFirst().id()).isEqualTo("7");
        assertThat(json.items().getFirst().link()).isEqualTo("http://wire.example/7");
        assertThat(json.items().getFirst().published()).isEqualTo(Instant.parse("2025-06-03T07:15:00Z"));
    }

    @Test
    void recoversWhatABrokenFileStillHolds() {
        ParsedFeed feed = read("""
                <rss><channel><title>Fish & chips &nbsp; &copy;</title>
                <item><title>One</title><link>http://a.example/?a=1&b=2</link></item>
                <item><title>Two<description>cut <b>off""");
        assertThat(feed.title()).isEqualTo("Fish & chips ©");
        assertThat(feed.items()).hasSize(2);
        assertThat(feed.items().getFirst().link()).isEqualTo("http://a.example/?a=1&b=2");
        assertThat(feed.repairs()).first().asString().startsWith("not well-formed at line 1");
    }

    @Test
    void believesNoOneAboutEncodingsWhoIsWrong() {
        String text = "<?xml version='1.0' encoding='%s'?><rss><channel><title>Zoë €5 Київ</title></channel></rss>";
        byte[] utf8 = text.formatted("iso-8859-1").getBytes(StandardCharsets.UTF_8);
        ParsedFeed feed = (ParsedFeed) FeedReader.read(utf8, "text/xml; charset=iso-8859-1", "");
        assertThat(feed.title()).isEqualTo("Zoë €5 Київ");
        assertThat(feed.repairs()).hasSize(2);
        String west = text.replace("Київ", "").formatted("utf-8");
        assertThat(((ParsedFeed) FeedReader.read(west.getBytes(Charset.forName("windows-1252")), "", "")).title())
                .isEqualTo("Zoë €5");
        for (String wide : List.of("UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE")) {
            byte[] bytes = text.formatted("utf-8").getBytes(Charset.forName(wide));
            assertThat(((ParsedFeed) FeedReader.read(bytes, "", "")).title())
                    .as(wide)
                    .isEqualTo("Zoë €5 Київ");
        }
        byte[] koi = text.formatted("koi8-u").getBytes(Charset.forName("KOI8-U"));
        assertThat(((ParsedFeed) FeedReader.read(koi, "", "")).title()).contains("Київ");
    }

    @Test
    void letsNoFileAndNoBombInThroughEntities() {
        ParsedFeed feed = read("""
                <!DOCTYPE rss [<!ENTITY name "plain"><!ENTITY file SYSTEM "file:///etc/passwd">
                <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>
                <rss><channel><title>&name; &file; &b;</title></channel></rss>""");
        assertThat(feed.title()).startsWith("plain").doesNotContain("root:", "aaaaaaaaaaaaaaaaaaaa");
        assertThat(feed.repairs()).anyMatch(note -> note.contains("entities that point to files"));
    }

    @Test
    void stopsBombsThatAreFilesThemselves() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 40; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(twice)) {
            out.write(bomb.toByteArray());
        }
        assertThat(FeedReader.read(bomb.toByteArray(), "application/gzip", ""))
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class,
                        found -> assertThat(found.reason()).contains("33,554,432 bytes"));
        assertThat(FeedReader.read(twice.toByteArray(), "application/gzip", "")).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void endsOnDepthLengthAndNumberOfItems() {
        String deep = "<rss><channel><title>" + "<b>".repeat(50_000) + "x</title></channel></rss>";
        assertThat(read(deep).title()).isEqualTo("x");
        String many = "<rss><channel>" + "<item><title>x</title></item>".repeat(FeedReader.MAX_ITEMS + 10)
                + "</channel></rss>";
        ParsedFeed feed = read(many);
        assertThat(feed.items()).hasSize(FeedReader.MAX_ITEMS);
        assertThat(feed.repairs()).containsExactly("only the first 5,000 items were taken");
        assertThat(read("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}")
                        .items())
                .isEmpty();
        assertThat(FeedReader.read("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), "", ""))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "plain",
                "<html><body>page</body></html>",
                "<opml/>",
                "{\"a\":1}",
                "{",
                "<",
                "<!DOCTYPE"
            })
    void saysWhyAFileIsNoFeed(String text) {
        Reading reading = FeedReader.read(text.getBytes(StandardCharsets.UTF_8), "", "");
        assertThat(reading).isInstanceOf(Reading.Unreadable.class);
        assertThat(((Reading.Unreadable) reading).reason()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>x()</script>",
                "<img src=x onerror=x()>",
                "<a href='javascript:x()'>a</a>",
                "<a href=' java\tscript:x()'>a</a>",
                "<a href='&#106;avascript:x()'>a</a>",
                "<a href='vbscript:x'>a</a>",
                "<iframe src='data:text/html,<script>x()</script>'></iframe>",
                "<svg><script>x()</script></svg>",
                "<math href='javascript:x()'>m</math>",
                "<p style='background:url(javascript:x())'>p</p>",
                "<p style='width: expression(x())'>p</p>",
                "<form action='javascript:x()'><button formaction='javascript:x()'>b</button></form>",
                "<object data='javascript:x()'></object><embed src='javascript:x()'>",
                "<meta http-equiv=refresh content='0;url=javascript:x()'><base href='javascript:x()'>",
                "<scr<script>ipt>x()</script>",
                "<!--[if IE]><script>x()</script><![endif]-->"
            })
    void takesOutWhatActs(String html) {
        assertThat(Sanitizer.clean("<b>kept</b>" + html, ""))
                .contains("kept")
                .doesNotContainIgnoringCase(
                        "javascript:", "<script", "onerror", "<iframe", "vbscript:", "expression", "formaction");
    }

    @Test
    void readsEveryFeedOfTheCorporaInTime() throws IOException {
        Path corpora = Path.of("../../shared/data/feeds");
        assumeTrue(Files.isDirectory(corpora), "the feed files of ../shared/data are absent");
        try (Stream<Path> files = Files.walk(corpora)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                org.junit.jupiter.api.Assertions.assertTimeout(
                        Duration.ofSeconds(20), () -> FeedReader.read(bytes, "", "http://a.example/"), file.toString());
            }
        }
    }
}
