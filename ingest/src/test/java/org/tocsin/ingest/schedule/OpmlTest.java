package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Feed;

final class OpmlTest {
    private static final Path LISTS = Path.of("../../shared/data/feeds/opml");
    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");

    private static Opml.Imported read(String opml) {
        return Opml.read(opml.getBytes(StandardCharsets.UTF_8), NOW, url -> url);
    }

    private static String write(List<Feed> feeds) {
        return Opml.write(feeds, _ -> "Its own title", NOW);
    }

    @Test
    void comesBackAsItWentOut() {
        List<Feed> feeds = List.of(
                Feeds.define("https://a.example/feed?x=1&y=2", "Новини <\"&'>", "", List.of(), 0, false, NOW),
                Feeds.define("https://b.example/feed", "", "war/front", List.of("uk", "kursk"), 0, true, NOW),
                Feeds.define("https://c.example/feed", "Third", "war/front", List.of(), 600, false, NOW)
                        .paused(true));

        String opml = write(feeds);
        Opml.Imported again = read(opml);

        assertThat(again.rejected()).isEmpty();
        assertThat(again.feeds()).isEqualTo(feeds);
        assertThat(opml).contains("text=\"Its own title\"").contains("category=\"uk,kursk\"");
        assertThat(read(opml.replace("tocsin", "t").replace("urn:t:", "urn:tocsin:"))
                        .feeds())
                .as("under another prefix")
                .isEqualTo(feeds);
    }

    @Test
    void takesWhatItWritesForThoseWhoKnowItFromItsNamespaceAlone() {
        Opml.Imported imported = read("""
                <opml version="2.0" xmlns:other="https://other.example/opml" xmlns:tocsin="urn:tocsin:opml"><body>
                  <outline text="A" xmlUrl="https://a.example/feed" paused="true" interval="5" other:fullText="true" other:paused="true"/>
                  <outline text="B" xmlUrl="https://b.example/feed" tocsin:paused="no"/>
                  <outline text="C" xmlUrl="https://c.example/feed" tocsin:interval="5"/>
                  <outline text="D" xmlUrl="https://d.example/feed" tocsin:interval="soon"/>
                </body></opml>
                """);

        assertThat(imported.feeds())
                .containsExactly(
                        Feeds.define("https://a.example/feed", "A", "", List.of(), 0, false, NOW),
                        Feeds.define("https://b.example/feed", "B", "", List.of(), 0, false, NOW));
        assertThat(imported.rejected())
                .containsExactly(
                        "https://c.example/feed: an interval must be 0, to adapt, or 60 to 86400 seconds, not 5",
                        "https://d.example/feed: an interval must be a number of seconds, not soon");
    }

    @Test
    void writesNothingThatIsNoXml() {
        Feed odd = Feeds.define(
                "https://a.example/feed", "One\ntwo\u0000\uffff", "a\tb", List.of("x, y", " "), 0, false, NOW);

        Feed again = read(write(List.of(odd))).feeds().getFirst();

        assertThat(again.name()).isEqualTo("One two");
        assertThat(again.group()).isEqualTo("a b");
        assertThat(again.tags()).containsExactly("x", "y").isEqualTo(odd.tags());
    }

    @Test
    void takesListsOfOtherReadersAndNamesWhatIsNoAddress() {
        Opml.Imported imported = read("""
                <opml version="1.0"><body>
                  <outline text="World">
                    <outline text="Europe"><outline TEXT="A" XMLURL="feed://a.example/feed" htmlUrl="https://a.example"/></outline>
                    <outline text="B" type="rss" url="https://b.example/feed" category="x, y"/>
                    <outline text="Just a note"/>
                  </outline>
                  <outline text="Twice" xmlUrl="http://a.example/feed"/>
                  <outline text="Bad" xmlUrl="file:///etc/passwd"/>
                </body></opml>
                """);
        assertThat(imported.feeds())
                .extracting(Feed::url)
                .containsExactly("http://a.example/feed", "https://b.example/feed");
        assertThat(imported.feeds()).extracting(Feed::group).containsExactly("World/Europe", "World");
        assertThat(imported.feeds().getLast().tags()).containsExactly("x", "y");
        assertThat(imported.rejected()).hasSize(1);
    }

    @Test
    void readsListsInOtherEncodings() {
        String opml = "<?xml version='1.0' encoding='windows-1251'?><opml><body>"
                + "<outline text='Новини' xmlUrl='https://a.example/feed'/></body></opml>";

        Opml.Imported imported = Opml.read(opml.getBytes(Charset.forName("windows-1251")), NOW, url -> url);

        assertThat(imported.feeds()).extracting(Feed::name).containsExactly("Новини");
    }

    @Test
    void readsNothingThroughADocumentType() {
        Opml.Imported imported = read("""
                <!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>
                <opml><body><outline text="&y;" xmlUrl="https://a.example/feed"/></body></opml>
                """);
        assertThat(imported.feeds().getFirst().name()).doesNotContain("root:");
        assertThatThrownBy(() -> read("<rss/>")).hasMessageContaining("no OPML");
    }

    @Test
    void takesRealListsThereAndBack() throws IOException {
        assumeThat(LISTS).as("../shared/data is absent").exists();
        int lists = 0;
        try (Stream<Path> files = Files.walk(LISTS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".opml")).toList()) {
                Opml.Imported imported = Opml.read(Files.readAllBytes(file), NOW, url -> url);
                assertThat(imported.feeds()).as(file.toString()).isNotEmpty();
                assertThat(read(write(imported.feeds())).feeds())
                        .as(file.toString())
                        .containsExactlyInAnyOrderElementsOf(imported.feeds());
                lists++;
            }
        }
        assertThat(lists).isGreaterThan(10);
    }
}
