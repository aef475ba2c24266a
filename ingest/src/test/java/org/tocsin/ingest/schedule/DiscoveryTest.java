package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.tocsin.ingest.feed.FeedItem;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;

/** Feeds and news sitemaps found from a site's address, and index files of sitemaps read as one feed. */
final class DiscoveryTest {
    private static final String SITE = "https://paper.example/";
    private static final String NEWS = """
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
                    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
              <url><loc>https://paper.example/%1$s</loc><news:news>
                <news:publication><news:name>Paper</news:name><news:language>en</news:language></news:publication>
                <news:publication_date>2025-06-01T10:00:00+03:00</news:publication_date>
                <news:title>Report %1$s</news:title></news:news></url>
            </urlset>
            """;

    private final Web web = new Web();

    private Discovery.Found find(String address) {
        return Discovery.find(address, web::send);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void takesAFeedForWhatItIs() {
        web.page(SITE + "feed", "application/rss+xml", Web.rss("One", "Two"));
        assertThat(find("paper.example/feed").feeds()).containsOnlyKeys(SITE + "feed");
        assertThat(web.asked()).hasSize(1);
    }

    @Test
    void findsTheFeedsThatAPageNamesWhateverTheSpelling() {
        web.page(SITE, "text/html", """
                <html><head>
                <link rel="stylesheet" href="/style.css">
                <LINK REL="Alternate" TYPE="application/rss+xml" HREF="/world.xml">
                <link rel='alternate feed' type='application/atom+xml' href='//paper.example/atom'>
                <link rel="alternate" type="application/feed+json" href="feed.json">
                <link rel="alternate" hreflang="uk" href="/uk/">
                <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
                </head><body></body></html>
                """);
        web.page(SITE + "world.xml", "text/xml", Web.rss("World"));
        web.page(
                SITE + "atom",
                "application/atom+xml",
                "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><entry><id>1</id><title>x</title></entry></feed>");
        web.page(
                SITE + "feed.json",
                "application/feed+json",
                "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"items\":[{\"id\":\"1\",\"content_text\":\"x\"}]}");
        assertThat(find(SITE).feeds().keySet()).containsExactly(SITE + "world.xml", SITE + "atom", SITE + "feed.json");
        assertThat(web.asked()).doesNotContain(SITE + "robots.txt");
    }

    @Test
    void resolvesAddressesFromWhereThePageSaysTheyStart() {
        web.page(
                SITE + "home",
                "text/html",
                "<base href='https://feeds.example/en/'><link rel=alternate type=application/rss+xml href=world.xml>");
        web.page("https://feeds.example/en/world.xml", "text/xml", Web.rss("One"));

        assertThat(find(SITE + "home").feeds()).containsOnlyKeys("https://feeds.example/en/world.xml");
    }

    @Test
    void findsNewsSitemapsThatRobotsNames() {
        web.page(SITE, "text/html", "<html><body>No feed here</body></html>");
        web.page(SITE + "robots.txt", "text/plain", """
                User-agent: *
                Disallow: /admin
                Sitemap: https://paper.example/sitemap-pages.xml
                sitemap: https://paper.example/sitemap-news.xml
                """);
        web.page(SITE + "sitemap-news.xml", "text/xml", NEWS.formatted("a1"));
        var found = find(SITE).feeds();
        assertThat(found).containsOnlyKeys(SITE + "sitemap-news.xml");
        FeedItem item = found.values().iterator().next().items().getFirst();
        assertThat(item.title()).isEqualTo("Report a1");
        assertThat(item.link()).isEqualTo(SITE + "a1");
        assertThat(Pacing.published(item)).isEqualTo(Instant.parse("2025-06-01T07:00:00Z"));
    }

    @Test
    void takesAnIndexOfSitemapsOfWhichOneHasNews() {
        web.page(SITE + "sitemap.xml", "text/xml", index("pages.xml", "news-today.xml"));
        web.page(SITE + "pages.xml", "text/xml", "<urlset><url><loc>https://paper.example/</loc></url></urlset>");
        web.page(SITE + "news-today.xml", "text/xml", NEWS.formatted("a1"));

        var found = find(SITE + "sitemap.xml").feeds();

        assertThat(found).containsOnlyKeys(SITE + "sitemap.xml");
        assertThat(found.values().iterator().next().items())
                .extracting(FeedItem::title)
                .containsExactly("Report a1");
    }

    @Test
    void findsNewsInSitemapsThatDoNotSayThatTheyAreForNews() {
        web.page(SITE, "text/html", "<html></html>");
        web.page(SITE + "robots.txt", "text/plain", "Sitemap: /pages.xml\nSitemap: /all.xml\n");
        web.page(SITE + "pages.xml", "text/xml", "<urlset><url><loc>https://paper.example/</loc></url></urlset>");
        web.page(SITE + "all.xml", "text/xml", index("old.xml", "latest.xml"));
        web.page(SITE + "latest.xml", "text/xml", NEWS.formatted("a1"));

        assertThat(find(SITE).feeds()).containsOnlyKeys(SITE + "all.xml");
        assertThat(web.asked()).doesNotHaveDuplicates();
    }

    private static String index(String... names) {
        return "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                + Stream.of(names)
                        .map(name -> "<sitemap><loc>" + SITE + name + "</loc></sitemap>")
                        .collect(Collectors.joining())
                + "</sitemapindex>";
    }

    @Test
    void readsCompressedSitemaps() throws IOException {
        web.page(SITE, "text/html", "<html></html>");
        web.page(SITE + "robots.txt", "text/plain", "Sitemap: /news.xml.gz");
        web.page(SITE + "news.xml.gz", "application/x-gzip", gzip(NEWS.formatted("a1")));
        assertThat(find(SITE).feeds()).containsOnlyKeys(SITE + "news.xml.gz");
    }

    @Test
    void looksAtTheUsualPlacesLastAndAsksNoMoreThanTwelveTimes() {
        web.page(SITE, "text/html", "<html></html>");
        web.page(SITE + "rss.xml", "text/xml", Web.rss("One"));
        assertThat(find(SITE).feeds()).containsOnlyKeys(SITE + "rss.xml");
        assertThat(web.asked()).hasSizeLessThanOrEqualTo(Discovery.MAX_REQUESTS).doesNotHaveDuplicates();
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            many.append("<link rel='alternate' type='application/rss+xml' href='/dead%d'>".formatted(i));
        }
        Web endless = new Web().page(SITE, "text/html", many.toString());
        assertThat(Discovery.find(SITE, endless::send).reason()).contains("no feed is there");
        assertThat(endless.asked()).hasSize(Discovery.MAX_REQUESTS);
    }

    @Test
    void readsTheNewestSitemapsOfAnIndexAsOneFeed() throws IOException {
        StringBuilder index = new StringBuilder("<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>");
        for (int i = 1; i <= 8; i++) {
            index.append("<sitemap><loc>%sdays/%d.xml.gz</loc><lastmod>2025-06-%02d</lastmod></sitemap>"
                    .formatted(SITE, i, i));
            web.page(SITE + "days/" + i + ".xml.gz", "application/gzip", gzip(NEWS.formatted("a" + i)));
        }
        web.page(SITE + "sitemap.xml", "text/xml", index + "</sitemapindex>");
        List<String> titles = new ArrayList<>();
        Instant now = Instant.parse("2025-06-09T00:00:00Z");
        FeedPoll poll = new FeedPoll(
                web::send,
                (feed, first, parsed, fresh) -> fresh.forEach(item -> titles.add(item.title())),
                FeedPoll.Hubs.NONE,
                new Pacing(Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofMinutes(5), new Random(7)),
                () -> now,
                _ -> Duration.ZERO);
        Feed feed = Feeds.define(SITE + "sitemap.xml", "", "", List.of(), 0, false, now);
        FeedStatus after = poll.poll(feed, FeedStatus.unknown(feed.id()));
        assertThat(titles).containsExactlyInAnyOrder("Report a8", "Report a7", "Report a6", "Report a5", "Report a4");
        poll.poll(feed, after);
        assertThat(titles).as("nothing is sent twice").hasSize(5);
    }
}
