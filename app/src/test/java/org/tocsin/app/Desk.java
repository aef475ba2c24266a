package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.Decision;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An instance of all roles in this process, and someone who works with it over HTTP and by the command line. */
final class Desk implements AutoCloseable {
    private final Path data;
    private final AllInOne running;
    private final HttpClient http = HttpClient.newHttpClient();

    Desk(Path data) {
        this.data = data;
        running = AllInOne.start(Settings.load(
                data.resolve("none"),
                Map.of(),
                Map.of("data", data.toString(), "port", "0", "allow-private", "127.0.0.0/8")));
    }

    KafkaSettings kafka() {
        return running.kafka();
    }

    JsonNode get(String path) {
        return send("GET", path, "", 200);
    }

    /** The answer to a request, which must have {@code status}. */
    JsonNode send(String method, String path, String body, int status) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.port() + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
            return answer.body().isEmpty()
                    ? Json.mapper().createObjectNode()
                    : Json.mapper().readTree(answer.body());
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(path, e);
        }
    }

    /** The ids of the articles, in their order. */
    List<String> push(List<ObjectNode> articles) {
        List<String> ids = new ArrayList<>();
        send("POST", "/api/v1/articles", Json.line(articles), 202).path("ids").forEach(id -> ids.add(id.asString()));
        return ids;
    }

    /** Runs a command on this instance, which must end well; {@code command} may be of two words. */
    void run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command.split(" ", -1)));
        all.addAll(List.of("--data", data.toString()));
        all.addAll(List.of(arguments));
        assertThat(Main.commandLine().execute(all.toArray(String[]::new)))
                .as(all.toString())
                .isEqualTo(Main.OK);
    }

    /** Every article that came in, each revision and repeat of it, as it would be pushed again. */
    List<ObjectNode> articles() {
        List<ObjectNode> all = new ArrayList<>();
        Log.read(kafka(), Topic.ARTICLES, 0, item -> {
            Article article = item.value();
            ObjectNode again = Json.mapper().createObjectNode();
            again.put("url", article.url())
                    .put("title", article.title())
                    .put("summary", article.summary())
                    .put("body", article.body())
                    .put("language", article.language())
                    .put("retracted", article.retracted());
            again.set("source", Json.mapper().valueToTree(article.source()));
            all.add(again);
        });
        return all;
    }

    List<Alert> alerts() {
        List<Alert> all = new ArrayList<>();
        Log.read(kafka(), Topic.ALERTS, 0, item -> all.add(item.value()));
        return all;
    }

    List<Decision> decisions() {
        List<Decision> all = new ArrayList<>();
        Log.read(kafka(), Topic.DECISIONS, 0, item -> all.add(item.value()));
        return all;
    }

    /** The story of each article, as it is told last. */
    Map<String, String> stories() {
        Map<String, String> stories = new TreeMap<>();
        Log.read(
                kafka(),
                Topic.ENRICHED,
                0,
                item -> stories.put(item.value().article().id(), item.value().story()));
        return stories;
    }

    @Override
    public void close() {
        http.close();
        running.close();
    }
}
