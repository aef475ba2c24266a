package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.tocsin.runtime.Settings;

/** Articles through a real Kafka in a container to an alert, the roles in instances of their own. */
final class ContainerTest {
    @TempDir
    private Path directory;

    @Test
    void carriesAnArticleThroughRealKafkaToAnAlert() throws Exception {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "skipped: no Docker engine answers");
        try (KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", "16777216")
                .withStartupTimeout(Program.PATIENCE)) {
            kafka.start();
            String bootstrap = kafka.getBootstrapServers();
            try (AllInOne enrich = instance(bootstrap, "enrich");
                    AllInOne alerts = instance(bootstrap, "alerts");
                    AllInOne ingest = instance(bootstrap, "ingest");
                    HttpClient http = HttpClient.newHttpClient()) {
                assertThat(enrich.trouble()).isEmpty();
                Path file = directory
                        .resolve("alerts")
                        .resolve("alert-files")
                        .resolve("told.jsonl"); // where those over HTTP may lie
                assertThat(post(http, alerts.port(), "subscriptions", """
                        {"query": "topic:dprk-troops AND topic:prisoners-of-war", "channel": "file", "target": "%s"}""".formatted(file)))
                        .isEqualTo(201);
                assertThat(post(http, ingest.port(), "articles", """
                        [{"title": "The army says it captured two North Korean soldiers in Kursk region"},
                         {"title": "A choir in the town hall"}]""")).isEqualTo(202);
                Program.await(
                        "the alert is told",
                        () -> Files.exists(file) && file.toFile().length() > 0);
                List<String> lines = Files.readAllLines(file);
                assertThat(lines).hasSize(1);
                assertThat(lines.getFirst()).contains("captured two North Korean soldiers", "\"why\":[{");
            }
        }
    }

    private AllInOne instance(String bootstrap, String role) {
        return AllInOne.start(Settings.load(
                directory.resolve("none"),
                Map.of(),
                Map.of(
                        "bootstrap",
                        bootstrap,
                        "roles",
                        role,
                        "port",
                        "0",
                        "data",
                        directory.resolve(role).toString())));
    }

    private static int post(HttpClient http, int port, String path, String body) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
