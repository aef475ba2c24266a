package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.model.Json;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.EmbeddedBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every command of the documents is run as it stands there and ends well, or {@code documented-commands.txt} says why it is not
 * run here and which test runs it.
 */
final class DocumentedCommandsTest {
    /** Of the sample wire so many are from January 2025, the others come as news. */
    private static final int PAST = 67;

    private static final String SOON = "soon: ";

    private static final String FEED = """
            <rss version="2.0"><channel><title>Harbour</title><language>en</language>
            <item><guid>1</guid><title>Ferry leaves an hour late</title><link>%s/ferry</link></item></channel></rss>
            """;
    private static final String PAGE = "<html lang=en><head><title>Ferry sails again</title>"
            + "<link rel=alternate type='application/rss+xml' href='/feed.xml'></head><body><article><h1>Ferry sails again</h1><p>"
            + "The harbour master said, after a long night, that the ferry sails again. ".repeat(12)
            + "</p></article></body></html>";

    @TempDir
    private static Path directory;

    private static Program program;
    private static Shell shell;
    private static HttpServer web;
    private static EmbeddedBroker cluster;

    /**
     * A command that is run.
     *
     * @param documented as documents have it; empty where it prepares the next
     * @param says what its output contains
     * @param soon whether it says so only when others have done their work, and is run until then
     * @param typed what is run
     */
    record Run(String documented, String says, boolean soon, String typed) {
        static Run of(List<String> row) {
            boolean soon = row.get(1).startsWith(SOON);
            return new Run(
                    row.get(0),
                    soon ? row.get(1).substring(SOON.length()) : row.get(1),
                    soon,
                    row.size() > 2 ? row.get(2) : row.get(0));
        }

        boolean ofOthers() {
            return typed.startsWith("curl ") || typed.startsWith("openssl ");
        }

        boolean goesOn() {
            return typed.endsWith(" &");
        }

        List<String> words() {
            return DocumentedCommand.words(goesOn() ? typed.substring(0, typed.length() - 2) : typed);
        }

        @Override
        public String toString() {
            return typed;
        }
    }

    /**
     * Commands that are not run.
     *
     * @param documented as documents have it; with … at the end all that begin so
     * @param reason why they are not run
     * @param by the class of tests or the command that runs them or their short forms; empty if there is none
     */
    record Elsewhere(String documented, String reason, String by) {
        boolean means(String command) {
            return documented.endsWith(" …")
                    ? command.startsWith(documented.substring(0, documented.length() - 1))
                    : command.equals(documented);
        }
    }

    static List<Run> run() throws IOException {
        return rows("run").stream().map(Run::of).toList();
    }

    static List<Elsewhere> elsewhere() throws IOException {
        return rows("not run").stream()
                .map(row -> new Elsewhere(row.get(0), row.get(1), row.get(2)))
                .toList();
    }

    private static List<List<String>> rows(String part) throws IOException {
        String all;
        try (var in = DocumentedCommandsTest.class.getResourceAsStream("/documented-commands.txt")) {
            all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher rows =
                Pattern.compile("(?ms)^\\[" + part + "]$(.*?)(?=^\\[|\\z)").matcher(all);
        assertThat(rows.find()).isTrue();
        return rows.group(1)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
                .toList();
    }

    @BeforeAll
    static void prepare() throws Exception {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/", "text/html", PAGE);
        serve("/feed.xml", "application/rss+xml", FEED.formatted(site()));
        serve("/robots.txt", "text/plain", "User-agent: *\nAllow: /\n");
        web.start();
        write("tocsin.yaml", "port: 0\nallow-private: 127.0.0.0/8\nfeed-host-delay: 0\n");
        articles();
        knowledge();
        write("feed.xml", FEED.formatted(site()));
        write("page.html", PAGE);
        write("labelled/extract/readability/ferry/source.html", PAGE);
        write("labelled/extract/readability/ferry/expected.html", PAGE);
        write("labelled/extract/readability/ferry/expected-metadata.json", "{\"title\": \"Ferry sails again\"}");
        write(
                "queries.ndjson",
                "{\"id\": \"captured\", \"query\": \"captured OR захоплені OR topic:prisoners-of-war\"}\n");
        subscription("captured-soldiers", "topic:dprk-troops");
        subscription("exchanges", "topic:prisoner-exchange");
        subscription("kursk", "topic:kursk");
        write("subscriptions.opml", """
                <opml version="2.0"><body><outline text="Harbour" type="rss" xmlUrl="%s/feed.xml"/></body></opml>
                """.formatted(site()));
        Files.createDirectory(directory.resolve("mine"));
        cluster = EmbeddedBroker.start(Files.createDirectory(directory.resolve("cluster")));
        program = new Program(directory);
        shell = new Shell(program);
    }

    @AfterAll
    static void stop() {
        shell.close();
        cluster.close();
        web.stop(0);
    }

    private static void serve(String path, String type, String body) {
        web.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static String site() {
        return "http://127.0.0.1:" + web.getAddress().getPort();
    }

    private static void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** One that alerts to a file of its name. */
    private static void subscription(String id, String query) throws IOException {
        write("subscriptions/" + id + ".yaml", """
                id: %s
                query: %s
                destinations:
                  - {channel: file, target: %s}
                labels: [desk/east]
                """.formatted(id, query, alerts(id)));
    }

    private static Path alerts(String subscription) {
        return directory.resolve(subscription + ".jsonl");
    }

    private static void articles() throws IOException {
        List<String> news = new ArrayList<>();
        List<String> past = new ArrayList<>();
        for (ObjectNode item : DemoCommand.wire()) {
            if (past.size() < PAST) {
                past.add(Json.line(item.put("published", "2025-01-11T09:%02d:00Z".formatted(past.size() % 60))));
            } else {
                news.add(Json.line(item));
            }
        }
        write("articles.jsonl", String.join("\n", news) + "\n");
        write("folder/january.jsonl", String.join("\n", past) + "\n");
        write("folder/page.html", PAGE);
        write("inbox/news.jsonl", news.getFirst() + "\n");
        write("captured.yaml", "id: from-a-file\nquery: captured\n");
        write("new.ndjson", "{\"title\": \"The lighthouse ferry has a new crew\"}\n");
        write("today.csv", """
                title,url,source
                Two North Korean soldiers captured near Kursk are shown on television,https://harbour.example/captured,Harbour
                """);
        write("competitor.csv", "title,url\nFerry sails again,https://harbour.example/none\n");
        write("addresses.txt", DemoCommand.wire().getFirst().path("url").asString() + "\n");
        ByteArrayOutputStream crawl = new ByteArrayOutputStream();
        try (OutputStream zipped = new GZIPOutputStream(crawl)) {
            String answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE;
            zipped.write(("WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
                            + "WARC-Date: 2025-01-11T09:00:00Z\r\nWARC-Target-URI: https://harbour.example/crawled\r\n"
                            + "Content-Type: application/http; msgtype=response\r\nContent-Length: " + answer.length()
                            + "\r\n\r\n" + answer + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        Files.write(directory.resolve("crawl.warc.gz"), crawl.toByteArray());
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(list)) {
            zip.putNextEntry(new ZipEntry("20250111093000.gkg.csv"));
            zip.write(
                    "20250111093000-1\t20250111093000\t1\tharbour.example\t%s/ferry-sails-again%s\t<PAGE_TITLE>Ferry</PAGE_TITLE>\n"
                            .formatted(site(), "\tx".repeat(21))
                            .getBytes(StandardCharsets.UTF_8));
        }
        Files.write(directory.resolve("20250111093000.gkg.csv.zip"), list.toByteArray());
    }

    /** The files that the documents show. */
    private static void knowledge() throws IOException {
        write("ferry-strikes.yaml", shown("topic", "id: ferry-strikes"));
        write(
                "my-topics/harbour-strikes.yaml",
                shown("topic", "id: ferry-strikes").replace("ferry-strikes", "harbour-strikes"));
        write("swedish.yaml", shown("language", "id: tocsin:swedish-navy"));
    }

    private static String shown(String page, String beginning) throws IOException {
        Matcher block = Pattern.compile("(?s)```yaml\n(" + beginning + ".*?)```")
                .matcher(Files.readString(DocumentedCommand.HOME.resolve("docs/extending/" + page + ".md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @ParameterizedTest
    @MethodSource
    void run(Run run) throws IOException, InterruptedException {
        Shell.Answer answer = run.soon() ? soon(run) : answer(run);

        assertThat(answer.code()).as(answer.said()).isEqualTo(run.goesOn() ? Shell.STILL_RUNS : Main.OK);
        assertThat(answer.said()).contains(run.says()).doesNotContain("\tat ", "unexpected failure");
    }

    /** Runs it again and again until it says what it has to. */
    private static Shell.Answer soon(Run run) {
        List<Shell.Answer> answers = new ArrayList<>();
        Program.await("it says " + run.says(), () -> {
            try {
                answers.add(answer(run));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return answers.getLast().said().contains(run.says());
        });
        return answers.getLast();
    }

    private static Shell.Answer answer(Run run) throws IOException, InterruptedException {
        if (run.ofOthers()) {
            return bash(run.typed());
        }
        List<String> words =
                run.words().stream().map(DocumentedCommandsTest::real).toList();
        if (words.getFirst().contains("=")) {
            return alone(words, run.says());
        }
        return run.goesOn() ? shell.leave(words, run.says()) : shell.run(words);
    }

    /** Runs a command that has variables before it in a process of its own, which is ended when it has said it. */
    private static Shell.Answer alone(List<String> words, String until) throws IOException {
        assumeTrue(Files.exists(directory.resolve("certificate.pem")), "skipped: there was no openssl to make it");
        Map<String, String> variables = words.stream()
                .takeWhile(word -> word.matches("[A-Z_]+=.*"))
                .map(word -> word.split("=", 2))
                .collect(Collectors.toMap(word -> word[0], word -> word[1]));
        Program.Running running =
                program.launch(variables, words.stream().skip(variables.size()).toArray(String[]::new));
        Program.await(
                "it says " + until,
                () -> running.said().contains(until) || !running.process().isAlive());
        int code = running.process().isAlive()
                ? Shell.STILL_RUNS
                : running.process().exitValue();
        program.kill();
        return new Shell.Answer(code, running.said(), "");
    }

    /** Runs a line of another program, where it is installed, with the instance for the one that the documents mean. */
    private static Shell.Answer bash(String line) throws IOException, InterruptedException {
        assumeTrue(
                new ProcessBuilder("bash", "-c", "command -v " + line.split(" ", 2)[0])
                                .start()
                                .waitFor()
                        == 0,
                "skipped: it is not installed");
        String here = line;
        if (line.contains(":8420")) {
            DataDirectory.Address instance =
                    Json.read(Files.readAllBytes(directory.resolve("data/instance.json")), DataDirectory.Address.class);
            here = line.replaceAll("(?:http://127.0.0.1|localhost):8420", instance.http());
        }
        Process process = new ProcessBuilder(
                        "bash", "-c", "curl() { command curl --silent --show-error \"$@\"; }\n" + here)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shell.Answer(process.waitFor(), said, "");
    }

    /** What stands for something that is known only now. */
    private static String real(String word) {
        return switch (word) {
            case "{cluster}" -> cluster.bootstrap();
            case "{alert}" -> alert("captured-soldiers").path("id").asString();
            case "{article}" -> alert("exchanges").path("article").asString();
            default -> word.replace("{web}", site());
        };
    }

    private static JsonNode alert(String subscription) {
        Path file = alerts(subscription);
        Program.await("an alert has gone out", () -> file.toFile().length() > 0);
        try {
            return Json.mapper().readTree(Files.readAllLines(file).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyCommandIsRunOrListedWithAReason() throws IOException {
        List<String> documented = Stream.concat(
                        DocumentedCommand.all().stream().map(DocumentedCommand::line),
                        DocumentedCommand.others().stream())
                .distinct()
                .toList();
        List<String> run = run().stream()
                .map(Run::documented)
                .filter(one -> !one.isEmpty())
                .toList();
        List<Elsewhere> elsewhere = elsewhere();

        assertThat(run).doesNotHaveDuplicates();
        assertThat(documented)
                .as("what is run stands in the documents")
                .containsAll(run)
                .as("each is run or listed, and not both")
                .allMatch(command -> run.contains(command) ^ elsewhere.stream().anyMatch(one -> one.means(command)));
        assertThat(elsewhere)
                .allMatch(one -> documented.stream().anyMatch(one::means)
                        && !one.reason().isEmpty());
    }

    @Test
    void whatRunsTheOthersIsThere() throws IOException {
        List<String> run = run().stream().map(Run::documented).toList();
        for (Elsewhere one : elsewhere()) {
            if (one.by().matches("[A-Z]\\w+(?:Test|IT)")) {
                assertThat(ReadmeTest.sources(one.by())).as(one.by()).isNotEmpty();
            } else if (!one.by().isEmpty()) {
                assertThat(run).contains(one.by());
            }
        }
    }
}
