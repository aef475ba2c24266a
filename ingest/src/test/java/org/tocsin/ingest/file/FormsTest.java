package org.tocsin.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;

final class FormsTest {
    private static final Instant NOW = Instant.parse("2025-01-11T12:00:00Z");
    private final List<Article> articles = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    private void read(String name, byte[] bytes) throws IOException {
        new ArticleFile(new ArticleReader(() -> NOW), new PageExtractor(() -> NOW), Origin.BACKFILL, "b", 2)
                .read(name, new ByteArrayInputStream(bytes), new ArticleFile.Listener() {
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

    private void read(String name, String text) throws IOException {
        read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> titles() {
        return articles.stream().map(Article::title).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void readsCsvOfEverySeparator(String separator) throws IOException {
        String csv = """
                Title,URL,Published At,Author(s),Unknown
                One,https://a.example/1,2025-01-10,"A. Writer; B. Writer",x
                "Two, with ""quotes""
                and a line",https://a.example/2,2025-01-10 09:30,,
                """.replace(",", separator).replace("Two" + separator, "Two,");
        read("articles.csv", csv);
        assertThat(titles()).containsExactly("One", "Two, with \"quotes\" and a line");
        assertThat(articles.getFirst().authors()).containsExactly("A. Writer", "B. Writer");
        assertThat(articles.getFirst().published()).isEqualTo("2025-01-10T00:00:00Z");
        assertThat(rejected).isEmpty();
    }

    @Test
    void readsCsvThatBeginsWithAByteOrderMarkAsExportsDo() throws IOException {
        read("articles.csv", "\ufefftitle,url\nFerry late,HTTPS://Wire.example/ferry\n");

        assertThat(articles).singleElement().satisfies(one -> {
            assertThat(one.title()).isEqualTo("Ferry late");
            assertThat(one.url()).isEqualTo("https://wire.example/ferry");
        });
    }

    @Test
    void readsCsvInTheEncodingThatItIsIn() throws IOException {
        String csv = "title;text\nМост закрыт;Губернатор сообщил, что мост закрыт до конца недели.\n";
        read("articles.csv", csv.getBytes(Charset.forName("windows-1251")));
        assertThat(titles()).containsExactly("Мост закрыт");
    }

    @Test
    void namesTheRowsOfCsvThatAreNone() throws IOException {
        read("articles.csv", "title,body\nOne,1\nTwo,2,3\n,\nThree,\"never closed\n");
        assertThat(titles()).containsExactly("One");
        assertThat(rejected).containsExactly("3 columns", "4 no-text", "5 csv");
    }

    @Test
    void asksForAHeader() throws IOException {
        read("articles.csv", "1,2\n3,4\n");
        assertThat(rejected).containsExactly("1 header");
    }

    @Test
    void readsJsonOverLinesAndInEnvelopes() throws IOException {
        read("one.json", "{\n  \"title\": \"one\",\n  \"body\": \"b\"\n}\n");
        read("api.json", "{\n \"status\": \"ok\",\n \"articles\": [{\"title\": \"two\"}, {\"title\": 3}, {\"x\": 1}]}");
        read("line.json", "{\"status\": \"ok\", \"articles\": [{\"title\": \"four\"}]}");
        read("cut.json", "[{\"title\": \"five\"}, {\"title\": ");
        assertThat(titles()).containsExactly("one", "two", "3", "four", "five");
        assertThat(rejected).containsExactly("3 no-text", "2 json");
    }

    @Test
    void opensArchivesWithinArchives() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("a.jsonl"));
            out.write("{\"title\": \"one\"}\n".getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new ZipEntry("b.txt"));
            out.write("two\nand its text".getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(zstd)) {
            out.write(zip.toByteArray());
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(zstd.toByteArray());
        }
        read("x", zip.toByteArray());
        read("x", zstd.toByteArray());
        read("x", gzip.toByteArray());
        assertThat(titles()).containsExactly("one", "two", "one", "two", "one", "two");
        assertThat(rejected).isEmpty();
    }

    @Test
    void writesNothingWhereAnEntryOfAnArchivePoints() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            for (String name : List.of("../../evil.jsonl", "/tmp/evil.jsonl", "C:\\evil.jsonl")) {
                out.putNextEntry(new ZipEntry(name));
                out.write("{\"title\": \"in\"}\n".getBytes(StandardCharsets.UTF_8));
            }
        }
        read("x.zip", zip.toByteArray());
        assertThat(titles()).containsExactly("in", "in", "in");
        assertThat(Path.of("../../evil.jsonl")).doesNotExist();
        assertThat(Path.of("/tmp/evil.jsonl")).doesNotExist();
    }

    @Test
    void holdsNoBombInMemory() throws IOException {
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(zstd)) {
            out.write("{\"title\": \"".getBytes(StandardCharsets.UTF_8));
            byte[] block = new byte[1 << 20];
            java.util.Arrays.fill(block, (byte) 'a');
            for (int i = 0; i < 200; i++) {
                out.write(block);
            }
            out.write("\"}\n{\"title\": \"after\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(zstd.size()).isLessThan(200_000);
        read("bomb.jsonl.zst", zstd.toByteArray());
        assertThat(rejected).containsExactly("1 too-long");
        assertThat(titles()).containsExactly("after");
    }

    @Test
    void refusesArchivesWithoutEndAndJsonWithoutBottom() throws IOException {
        byte[] inner = "{\"title\": \"deep\"}\n".getBytes(StandardCharsets.UTF_8);
        for (int level = 0; level < 5; level++) {
            ByteArrayOutputStream gzip = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
                out.write(inner);
            }
            inner = gzip.toByteArray();
        }
        read("x.gz", inner);
        read("deep.jsonl", "{\"title\":".repeat(100_000) + "\n{\"title\": \"next\"}\n");
        assertThat(rejected).containsExactly("1 archive", "1 json");
        assertThat(titles()).containsExactly("next");
    }

    private static String warc(String type, String extra, String content) {
        return "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Record-ID: <urn:uuid:"
                + java.util.UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8))
                + ">\r\nWARC-Date: 2025-01-11T10:00:00Z\r\n" + extra + "Content-Length: "
                + content.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + content + "\r\n\r\n";
    }

    private static String response(String path, String status, String contentType, String body) {
        return warc(
                "response",
                "WARC-Target-URI: https://paper.example/" + path
                        + "\r\nContent-Type: application/http; msgtype=response\r\n",
                "HTTP/1.1 " + status + "\r\nContent-Type: " + contentType + "\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    @Test
    void readsThePagesOfAWarc() throws IOException {
        String page = "<html lang=en><title>Bridge closed</title><article>"
                + "<p>The governor said, after a long night, that the bridge stays closed.</p>".repeat(10)
                + "</article>";
        String archive = warc("warcinfo", "Content-Type: application/warc-fields\r\n", "software: x\r\n")
                + response("2025/bridge?utm_source=x", "200 OK", "text/html; charset=utf-8", page)
                + response("gone", "404 Not Found", "text/html", "<p>gone</p>")
                + response("logo.png", "200 OK", "image/png", "png")
                + response("empty", "200 OK", "text/html", "<html></html>");
        read("crawl.warc", archive);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        for (String record : archive.split("(?=WARC/1.0)", -1)) {
            try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
                out.write(record.getBytes(StandardCharsets.UTF_8));
            }
        }
        read("crawl.warc.gz", gzip.toByteArray());
        assertThat(titles()).containsExactly("Bridge closed", "Bridge closed");
        assertThat(articles.getFirst().url()).isEqualTo("https://paper.example/2025/bridge");
        assertThat(articles.getFirst().published()).isEqualTo("2025-01-11T10:00:00Z");
        assertThat(articles.getFirst().body()).startsWith("The governor said");
        assertThat(rejected).containsExactly("5 no-text", "5 no-text");
    }

    @Test
    void goesOnAfterAnAnswerThatIsBroken() throws IOException {
        String page = "<html><title>Bridge closed</title><article>"
                + "<p>The governor said, after a long night, that the bridge stays closed.</p>".repeat(10)
                + "</article>";
        String broken = response("zipped", "200 OK", "text/html\r\nContent-Encoding: gzip", "no gzip");
        read("crawl.warc", broken + response("bridge", "200 OK", "text/html", page));
        assertThat(titles()).containsExactly("Bridge closed");
        assertThat(rejected).containsExactly("1 http");
    }

    @Test
    void readsPagesThatDoNotSayWhereTheyWereFetched() throws IOException {
        String page = "<html><title>Bridge closed</title><article>"
                + "<p>The governor said, after a long night, that the bridge stays closed.</p>".repeat(10)
                + "</article>";
        read("crawl.warc", response("x", "200 OK", "text/html", page).replace("WARC-Target-URI", "X-Target"));
        assertThat(titles()).containsExactly("Bridge closed");
        assertThat(articles.getFirst().url()).isEmpty();
    }

    @Test
    void readsAnArchiveToWhereItIsBroken() throws IOException {
        String page = "<html><title>Bridge closed</title><article>"
                + "<p>The governor said, after a long night, that the bridge stays closed.</p>".repeat(10)
                + "</article>";
        String record = response("bridge", "200 OK", "text/html", page);
        read("crawl.warc", record + record.replaceAll("Content-Length: \\d+", "Content-Length: \\$43"));
        read("cut.warc", record + record.substring(0, record.length() / 2));
        assertThat(titles()).containsExactly("Bridge closed", "Bridge closed");
        assertThat(rejected).containsExactly("2 warc", "2 http", "3 warc");
    }

    @Test
    void readsWhatStandsBeforeTheBreakOfAnArchive() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            lines.append("{\"title\": \"t")
                    .append(i)
                    .append(" ")
                    .append(java.util.UUID.randomUUID())
                    .append("\"}\n");
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
        read("cut.jsonl.gz", java.util.Arrays.copyOf(gzip.toByteArray(), gzip.size() / 2));
        assertThat(articles).hasSizeBetween(50, 150);
        assertThat(rejected.getLast()).isEqualTo("0 archive");
        read("none.gz", new byte[] {0x1F, (byte) 0x8B, 1, 2, 3});
        assertThat(rejected.getLast()).isEqualTo("0 file");
    }

    @Test
    void readsListsOfAddressesByGdelt() throws IOException {
        String event = "1234567890\t20250111\t202501\t2025\t2025.0301" + "\tx".repeat(54)
                + "\t20250111093000\thttps://paper.example/news/bridge-closed-after-storm-1234567\n";
        String mention =
                "1234567890\t20250111093000\t20250111094500\t1\tpaper.example\thttps://paper.example/news/governor-closes-the-bridge"
                        + "\tx".repeat(10) + "\n";
        String graph = "20250111093000-1\t20250111093000\t1\tpaper.example\thttps://paper.example/n/1"
                + "\tx".repeat(21) + "\t<PAGE_TITLE>Bridge &amp; tunnel closed</PAGE_TITLE>\n";
        read("20250111.export.CSV", event + "1\n");
        read("20250111.mentions.CSV", mention);
        read("20250112.mentions.CSV", mention.replace("/news/governor-closes-the-bridge", "/a/4711"));
        read("20250111.gkg.csv", graph);
        assertThat(titles())
                .containsExactly(
                        "Bridge closed after storm",
                        "Governor closes the bridge",
                        "https://paper.example/a/4711",
                        "Bridge & tunnel closed");
        assertThat(articles)
                .extracting(Article::published)
                .containsExactly(
                        Instant.parse("2025-01-11T09:30:00Z"),
                        Instant.parse("2025-01-11T09:45:00Z"),
                        Instant.parse("2025-01-11T09:45:00Z"),
                        Instant.parse("2025-01-11T09:30:00Z"));
        assertThat(rejected).containsExactly("2 columns");
    }

    @Test
    void readsWireFormatsAndNamesWhatIsNoArticle() throws IOException {
        read(
                "a.xml",
                "<nitf><head><title>one</title></head><body><body.content><p>text</p></body.content></body></nitf>");
        read("b.json", "{\"uri\": \"urn:x\", \"versioncreated\": \"2025-01-11T10:00:00Z\", \"headline\": \"two\"}");
        read("c.xml", "<rss version='2.0'><channel></channel></rss>");
        read("d.bin", "\u0000\u0001\u0002");
        read("e.xml", "<nitf><head>");
        read("f.txt", "");
        read("g.xml", "<?xml version='1.0'?><library><book/></library>");
        read("h.html", "<?xml version='1.0'?><!DOCTYPE html><html><body></body></html>");
        assertThat(titles()).containsExactly("one", "two");
        assertThat(rejected).containsExactly("1 feed", "1 form", "1 xml", "1 xml", "1 no-text");
    }

    @Test
    void tellsOfArticlesInTheOrderOfTheFile() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            lines.append(i % 100 == 99 ? "broken" : "{\"title\": \"t" + i + "\"}")
                    .append('\n');
        }
        read("many.jsonl", lines.toString());
        assertThat(articles).hasSize(4_950);
        assertThat(rejected).hasSize(50).startsWith("100 json", "200 json");
        assertThat(titles()).startsWith("t0", "t1").endsWith("t4997", "t4998");
    }

    @Test
    void leavesNoMarkupInTheText() throws IOException {
        read(
                "a.jsonl",
                "{\"title\": \"A &amp; B\", \"body\": \"<p onclick=x()>One</p><script>bad()</script><p>Two</p>\"}");
        assertThat(articles.getFirst().title()).isEqualTo("A & B");
        assertThat(articles.getFirst().body()).isEqualTo("One\nTwo");
    }
}
