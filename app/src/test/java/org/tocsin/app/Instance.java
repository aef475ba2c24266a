package org.tocsin.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A whole instance in this process with the sample wire in it, spread over the last three hours. */
final class Instance implements AutoCloseable {
    /** Titles and bodies that would run if anything of them were taken for markup. */
    static final String[] HOSTILE = {
        "<script>window.hacked=1</script>",
        "<img src=x onerror=window.hacked=2>",
        "<svg onload=window.hacked=3><animate onbegin=window.hacked=4>",
        "\"><iframe srcdoc=\"<script>parent.hacked=5</script>\">",
        "<style>*{background:url(javascript:window.hacked=6)}</style>",
        "<a href=\"javascript:window.hacked=7\">click</a>",
        "</title></textarea><details open ontoggle=window.hacked=8>",
        "{{constructor.constructor('window.hacked=9')()}} ${window.hacked=10}"
    };

    private final Path data;
    private final AllInOne running;
    private final HttpClient http = HttpClient.newHttpClient();

    Instance(Path directory) throws Exception {
        this(directory, Map.of());
    }

    /** One with some settings of its own. */
    Instance(Path directory, Map<String, String> own) throws Exception {
        Map<String, String> settings = new HashMap<>(own);
        settings.putIfAbsent("port", "0");
        data = directory.resolve("data");
        settings.put("data", data.toString());
        running = AllInOne.start(Settings.load(directory.resolve("none"), Map.of(), settings));
        List<ObjectNode> wire = DemoCommand.wire();
        hear(wire);
        await("the wire is searchable", () -> count("") >= wire.size());
    }

    /** Articles of the last three hours, one a minute, each taken in when it was published. */
    private void hear(List<ObjectNode> wire) throws ArticleReader.Rejected {
        Instant time = Instant.now().minusSeconds(3 * 3600);
        try (ArticleSink sink = new ArticleSink(running.kafka())) {
            for (ObjectNode item : wire) {
                Instant then = time;
                var _ = sink.send(
                        new ArticleReader(() -> then).read(item.put("published", then.toString()), Origin.LIVE, ""));
                time = then.plusSeconds(60);
            }
            sink.flush();
        }
    }

    String address() {
        return "http://127.0.0.1:" + running.port();
    }

    /** Pushes hostile articles, one for each text. */
    void attack() throws Exception {
        ArrayNode all = Json.mapper().createArrayNode();
        for (String text : HOSTILE) {
            ObjectNode one = all.addObject();
            one.put("title", text + " hostile").put("summary", text).put("body", text + " again");
            one.put("url", "javascript:window.hacked=11//" + all.size())
                    .putObject("source")
                    .put("name", text);
        }
        push(all);
        await("the attack is searchable", () -> count("hostile") > 0);
    }

    void push(JsonNode articles) throws Exception {
        HttpResponse<String> answer = send("POST", "/api/v1/articles", Json.line(articles));
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.body());
        }
    }

    /** Articles that history has of a query. */
    long count(String query) {
        try {
            String asked = java.net.URLEncoder.encode(query, java.nio.charset.StandardCharsets.UTF_8);
            return Json.mapper()
                    .readTree(send("GET", "/api/v1/articles?limit=0&q=" + asked, "")
                            .body())
                    .path("count")
                    .asLong();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(address() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A file to which alerts may be delivered. */
    Path alertFile(String name) {
        return data.resolve("alert-files").resolve(name);
    }

    HttpClient http() {
        return http;
    }

    /** Writes what no one can read to the log of articles. */
    void garble(String bytes) throws Exception {
        try (var producer = running.kafka().bytesProducer()) {
            producer.send(new ProducerRecord<>(
                            Topic.ARTICLES.name(), "garbled", bytes.getBytes(StandardCharsets.UTF_8)))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** Every route of the server, as {@code GET /path}. */
    java.util.Set<String> routes() {
        return running.routes();
    }

    static void await(String what, java.util.function.BooleanSupplier condition) {
        Program.await(what, condition);
    }

    @Override
    public void close() {
        http.close();
        running.close();
    }
}
