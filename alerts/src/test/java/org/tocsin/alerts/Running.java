package org.tocsin.alerts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Node;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.access.Access;
import org.tocsin.runtime.access.Tokens;

/** A real broker with instances of the alerts role on it, fed with enriched articles. */
final class Running implements AutoCloseable {
    private final Path directory;
    private final EmbeddedBroker broker;
    private final KafkaSettings kafka;
    private final Producer<String, EnrichedArticle> producer;
    private final Queue<ProducerRecord<String, EnrichedArticle>> again = new ConcurrentLinkedQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private long sequence;

    Running(Path directory) throws IOException {
        this.directory = directory;
        broker = EmbeddedBroker.start(Files.createDirectories(directory.resolve("broker")));
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
        producer = kafka.producer();
    }

    /** One instance, with a data directory of its own. */
    record One(Node node, DataDirectory data) implements AutoCloseable {
        String address() {
            return "http://127.0.0.1:" + node.port();
        }

        @Override
        public void close() {
            node.close();
            data.close();
        }
    }

    One start(String name) {
        return start(name, "127.0.0.1", "");
    }

    /** One that takes itself to be reached at {@code host}, with an admin token. */
    One start(String name, String host, String admin) {
        return start(name, host, admin, 0, List.of());
    }

    /** One on that port that starts {@code before} first. */
    One start(String name, int port, Stage before) {
        return start(name, "127.0.0.1", "", port, List.of(before));
    }

    private One start(String name, String host, String admin, int port, List<Stage> before) {
        Settings settings = Settings.load(
                directory.resolve("none"),
                Map.of(),
                Map.of("data", directory.resolve(name).toString(), "allow-private", "127.0.0.0/8"));
        DataDirectory data = DataDirectory.open(settings.data());
        List<Stage> stages = new ArrayList<>(before);
        stages.addAll(
                AlertStages.create(kafka, settings, data.directory("state"), data.instance(), entity -> List.of()));
        return new One(
                new Node(
                        "127.0.0.1",
                        port,
                        new Access(host, new Tokens(settings.data(), admin), InstantSource.system(), change -> {}),
                        stages),
                data);
    }

    KafkaSettings kafka() {
        return kafka;
    }

    /** Publishes the article {@code id} with that title as the first of a story of its own. */
    void publish(String id, String title) {
        publish(id, title, "story-" + id);
    }

    /** As above, of that story. */
    void publish(String id, String title, String story) {
        publish(id, 1, title, story);
    }

    /** As above, in that revision. */
    void publish(String id, int revision, String title, String story) {
        Instant now = Instant.now();
        Article article = new Article(
                id,
                revision,
                "https://wire.example/" + id,
                title,
                "",
                "",
                "en",
                List.of(),
                new Source("wire", "Wire", "wire.example", "", ""),
                now,
                now,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
        EnrichedArticle enriched = new EnrichedArticle(
                article, List.of(), List.of(), story, story.endsWith(id), 1, List.of(), "", ++sequence, 0, "1+0");
        send(new ProducerRecord<>(Topic.ENRICHED.name(), id, enriched));
    }

    /** Sends until the broker has it: a topic that was just made may have no leader for longer than a send is tried. */
    private void send(ProducerRecord<String, EnrichedArticle> article) {
        var _ = producer.send(article, (place, failed) -> {
            if (failed != null) {
                again.add(article);
            }
        });
    }

    /** Waits until everything published is in the log. */
    void flush() {
        producer.flush();
        for (var article = again.poll(); article != null; article = again.poll()) {
            send(article);
            producer.flush();
        }
    }

    HttpResponse<String> send(One to, String method, String path, String body) {
        return send(to, method, path, body, "");
    }

    /** With a token, if it is not empty. */
    HttpResponse<String> send(One to, String method, String path, String body, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.address() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Saves a subscription to {@code query} with one webhook. */
    void subscribe(One to, String id, String query, String webhook) {
        HttpResponse<String> answer = send(
                to,
                "POST",
                "/api/v1/subscriptions",
                Json.line(Map.of(
                        "id",
                        id,
                        "query",
                        query,
                        "destinations",
                        List.of(Map.of("channel", "webhook", "target", webhook)))));
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.body());
        }
    }

    /** Saves all subscriptions of a YAML text. */
    void subscribe(One to, String yaml) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(to.address() + "/api/v1/subscriptions"))
                            .POST(HttpRequest.BodyPublishers.ofString(yaml))
                            .header("Content-Type", "application/yaml")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(answer.body());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpClient http() {
        return http;
    }

    /** Waits up to five minutes. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after five minutes it does not hold that " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        http.close();
        producer.close();
        broker.close();
    }
}
