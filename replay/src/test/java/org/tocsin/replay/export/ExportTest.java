package org.tocsin.replay.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.Priority;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Query;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.Replay.By;
import org.tocsin.replay.export.ExportRequest.Format;
import org.tocsin.replay.export.ExportRequest.Kind;
import org.tocsin.replay.sql.History;
import org.tocsin.replay.sql.Table;
import org.tocsin.runtime.KafkaSettings;

/** Over a log of an embedded broker: 2,000 articles of four days, a quarter edited later, unreadable records, alerts. */
final class ExportTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");
    private static final int ARTICLES = 2_000;
    private static final int EDITED = 500;

    @TempDir
    private static Path directory;

    private static PastLog log;
    private static KafkaSettings kafka;

    @BeforeAll
    static void fillALog() throws IOException {
        log = PastLog.start(directory);
        kafka = log.kafka();
        for (int i = 0; i < ARTICLES + EDITED; i++) {
            int number = i % ARTICLES;
            log.put(Topic.ENRICHED, "a" + number, article(number, i < ARTICLES ? 1 : 2));
            if (i % 700 == 0) {
                log.putUnreadable(Topic.ENRICHED, null);
            }
            if (i % 100 == 0) {
                log.put(Topic.ALERTS, "s", alert(i));
            }
        }
        log.written();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static Instant at(int number) {
        // not in the order of time, and with all the digits that a clock may give
        return DAY.plus(Duration.ofMinutes((number * 7_919L) % (4 * 24 * 60))).plusNanos(number * 1_001L);
    }

    private static EnrichedArticle article(int number, int revision) {
        String title = switch (number % 4) {
            case 0 -> "=HYPERLINK(\"https://evil.example\")";
            case 1 -> "Kursk, \"again\"";
            default -> "Солдати";
        };
        Article article = new Article(
                "a" + number,
                revision,
                "https://wire.example/" + number,
                title,
                "revision " + revision,
                "line one\nline two\ttab",
                "uk",
                List.of("-Ann"),
                new Source("wire" + number % 3, "Wire", "wire.example", "UA", ""),
                at(number),
                at(number).plusSeconds(60),
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        return new EnrichedArticle(
                article,
                List.of(new Mention("Q212", "Ukraine", "place", "title", 0, 3, "Укр", 49.0, 32.0)),
                List.of(new TopicTag("kursk", 1, 9, 8, List.of())),
                "story" + number / 10,
                number % 10 == 0,
                1,
                List.of(),
                "",
                number,
                0,
                "1+0");
    }

    private static Alert alert(int number) {
        return new Alert(
                "alert" + number,
                "first",
                "s",
                "S",
                1,
                "a" + number,
                1,
                number,
                "story",
                "@title",
                "",
                "",
                "uk",
                "Wire",
                Origin.LIVE,
                at(number),
                at(number),
                at(number % ARTICLES),
                0,
                List.of(),
                List.of(),
                1.5,
                1,
                "1+0",
                Priority.NORMAL,
                List.of(),
                0);
    }

    static ExportRequest request(Format format) {
        return new ExportRequest(
                List.of(Kind.values()), DAY, DAY.plus(Duration.ofDays(3)), By.published, "", false, format);
    }

    /** Every file of a folder but what is only for the work, with its bytes as text. */
    private static Map<String, String> bytes(Path folder) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    private static long inRange() {
        return java.util.stream.IntStream.range(0, ARTICLES)
                .filter(i -> at(i).isBefore(DAY.plus(Duration.ofDays(3))))
                .count();
    }

    @Test
    void writesTheLatestRevisionOfEachArticleOfTheRangeByDayInTheOrderOfTime() throws Exception {
        Path folder = directory.resolve("plain");
        Manifest manifest = new Export(kafka).run(request(Format.ndjson), null, folder, (done, all) -> {});

        assertThat(manifest.rows()).containsEntry("articles", inRange());
        assertThat(manifest.unreadable()).isEqualTo(4);
        assertThat(manifest.ranges().get(Topic.ENRICHED.name())).containsKey(0);
        assertThat(manifest.files()).hasSize(6).allMatch(file -> file.sha256().length() == 64);
        List<EnrichedArticle> day = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("articles/day=2025-01-12/articles.ndjson"))) {
            day.add(Json.read(line.getBytes(StandardCharsets.UTF_8), EnrichedArticle.class));
        }
        assertThat(day)
                .extracting(one -> one.article().published())
                .isSorted()
                .allMatch(time -> time.toString().startsWith("2025-01-12"));
        assertThat(day)
                .allMatch(one -> one.article().revision()
                        == (Integer.parseInt(one.article().id().substring(1)) < EDITED ? 2 : 1));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void endsInTheSameBytesHoweverOftenItIsKilled(Format format) throws Exception {
        Path whole = directory.resolve("whole-" + format);
        new Export(kafka).run(request(format), null, whole, (done, all) -> {});
        Path killed = directory.resolve("killed-" + format);
        int deaths = 0;
        for (int at = 1; !Files.exists(killed.resolve(Manifest.NAME)); at++) {
            assertThat(at).as("it ends").isLessThan(60);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HaltedExport.class.getName(),
                            kafka.bootstrap(),
                            killed.toString(),
                            format.toString(),
                            String.valueOf(at * 5))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("halted.log").toFile())
                    .start();
            if (process.waitFor() == HaltedExport.DEAD) {
                deaths++;
            }
        }

        assertThat(deaths).isPositive();
        assertThat(bytes(killed)).isEqualTo(bytes(whole));
    }

    /** An export in a process of its own that halts, as if killed, at the n-th step. */
    static final class HaltedExport {
        static final int DEAD = 77;

        private HaltedExport() {}

        public static void main(String[] arguments) throws Exception {
            AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[3]));
            new Export(new KafkaSettings(arguments[0]), 200_000, () -> {
                        if (left.decrementAndGet() == 0) {
                            Runtime.getRuntime().halt(DEAD);
                        }
                    })
                    .run(request(Format.valueOf(arguments[2])), null, Path.of(arguments[1]), (done, all) -> {});
        }
    }

    /** Runs until it has written so many days, and dies; the line of its journal that it was writing is torn. */
    private static void runTorn(Path folder, int days) throws IOException {
        AtomicInteger left = new AtomicInteger(days);
        Path journal = folder.resolve(".work/done.ndjson");
        assertThatThrownBy(() -> new Export(kafka, Long.MAX_VALUE, () -> {
                            if (Files.exists(folder.resolve(".work/writer-0")) && left.decrementAndGet() < 0) {
                                throw new IllegalStateException("killed");
                            }
                        })
                        .run(request(Format.ndjson), null, folder, (done, all) -> {}))
                .hasMessage("killed");
        Files.writeString(
                journal, "{\"path\":\"articles/day=2025", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void dropsTheTornLastLineOfItsJournalAndCleansUp() throws Exception {
        Path whole = directory.resolve("untorn");
        new Export(kafka).run(request(Format.ndjson), null, whole, (done, all) -> {});
        Path torn = directory.resolve("torn");
        for (int death = 0; death < 3; death++) {
            runTorn(torn, 1);
        }
        new Export(kafka).run(request(Format.ndjson), null, torn, (done, all) -> {});

        assertThat(bytes(torn)).isEqualTo(bytes(whole));
        assertThat(torn.resolve(".work")).doesNotExist();
    }

    @Test
    void endsWhatWasKilledBehindItsManifest() throws Exception {
        Path folder = directory.resolve("almost");
        Manifest manifest = new Export(kafka).run(request(Format.ndjson), null, folder, (done, all) -> {});
        Files.createDirectories(folder.resolve(".work/days"));

        assertThatThrownBy(() -> new Export(kafka).run(request(Format.csv), null, folder, (done, all) -> {}))
                .hasMessageContaining("finished export");
        assertThat(new Export(kafka).run(request(Format.ndjson), null, folder, (done, all) -> {}))
                .isEqualTo(manifest);
        assertThat(folder.resolve(".work")).doesNotExist();
    }

    @Test
    void tellsHowFarItIsAndWhoseTagsItsArticlesHave() throws Exception {
        List<Long> told = new ArrayList<>();
        Set<Long> wholes = new HashSet<>();
        Manifest manifest = new Export(kafka)
                .run(request(Format.ndjson), null, directory.resolve("told"), (done, all) -> {
                    told.add(done);
                    wholes.add(all);
                });

        assertThat(told).isSorted().endsWith(wholes.iterator().next());
        assertThat(wholes).hasSize(1);
        assertThat(manifest.knowledge()).isEqualTo(Map.of("1+0", inRange()));
        assertThat(manifest.missing()).isZero();
    }

    @Test
    void refusesAQueryOverAlerts() {
        assertThat(ExportRequest.kinds("kursk")).containsExactly(Kind.articles);
        assertThatThrownBy(() -> new ExportRequest(
                        List.of(Kind.values()), DAY, DAY.plusSeconds(1), By.published, "kursk", false, Format.ndjson))
                .hasMessageContaining("a query chooses among articles");
    }

    @Test
    void filtersByTheLatestRevision() throws Exception {
        Query query = Query.parse("title:kursk AND \"revision 1\"");
        ExportRequest request = new ExportRequest(
                List.of(Kind.articles),
                DAY,
                DAY.plus(Duration.ofDays(9)),
                By.published,
                query.text(),
                false,
                Format.ndjson);
        Manifest manifest = new Export(kafka).run(request, query, directory.resolve("filtered"), (done, all) -> {});

        assertThat(manifest.rows()).isEqualTo(Map.of("articles", (long) (ARTICLES - EDITED) / 4));
    }

    @Test
    void makesNoFormulasOfTexts() throws Exception {
        Path folder = directory.resolve("csv");
        new Export(kafka).run(request(Format.csv), null, folder, (done, all) -> {});

        String articles = Files.readString(folder.resolve("articles/day=2025-01-11/articles.csv"));
        assertThat(articles)
                .startsWith("\ufeffid,revision,published")
                .contains("\"'=HYPERLINK(\"\"https://evil.example\"\")\"", "'-Ann", "\"Kursk, \"\"again\"\"\"")
                .doesNotContain(",=HYPERLINK", ",\"=");
        assertThat(Files.readString(folder.resolve("alerts/day=2025-01-11/alerts.csv")))
                .contains("'@title");
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"ndjson", "parquet"})
    void answersSql(Format format) throws Exception {
        Path folder = directory.resolve("sql-" + format);
        Manifest manifest = new Export(kafka).run(request(format), null, folder, (done, all) -> {});
        try (History history = History.open(folder)) {
            Table counts = history.ask(
                    "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM mentions WHERE entity = 'Q212'), (SELECT count(*) FROM topics WHERE topic = 'kursk'), (SELECT count(*) FROM alerts), (SELECT count(*) FROM stories WHERE sources = 3)");
            assertThat(counts.rows().getFirst().subList(0, 4))
                    .containsExactly(
                            inRange(), inRange(), inRange(), manifest.rows().get("alerts"));
            Table times = history.ask("SELECT id, published FROM articles WHERE id = ?", "a1");
            assertThat(times.rows().getFirst()).containsExactly("a1", "2025-01-12T11:59:00.000001Z");
            assertThat(times.text()).contains("a1  2025-01-12T");
            assertThat(times.csv()).startsWith("id,published\r\na1,");
            assertThat(history.ask("SELECT 'x', 8 UNION ALL SELECT 'y', 4 ORDER BY 2 DESC")
                            .plot())
                    .isEqualTo("x " + "█".repeat(50) + "  8\ny " + "█".repeat(25) + "  4\n");
            assertThatThrownBy(() -> history.ask("SELEC")).hasMessageContaining("SELEC");
        }
    }

    @Test
    void refusesAnotherExportInTheSameFolder() throws Exception {
        Path folder = directory.resolve("twice");
        new Export(kafka).run(request(Format.ndjson), null, folder, (done, all) -> {});

        assertThatThrownBy(() -> new Export(kafka).run(request(Format.csv), null, folder, (done, all) -> {}))
                .hasMessageContaining("finished export");
        Path other = Files.createDirectories(directory.resolve("taken/files"));
        assertThatThrownBy(() -> new Export(kafka)
                        .run(request(Format.csv), null, other.resolveSibling("").normalize(), (done, all) -> {}))
                .hasMessageContaining("not empty");
    }
}
