package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.tocsin.runtime.Settings;

/** {@code docker-compose up} as the README has it, and scaled: every role a service of its own, on real Kafka. */
final class ComposeIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Path home = Path.of("").toAbsolutePath().resolve("..").normalize();
    private final Map<String, String> ports = Map.of(
            "TOCSIN_INGEST_PORT", freePort(),
            "TOCSIN_DASHBOARD_PORT", freePort(),
            "TOCSIN_REPLAY_PORT", freePort());

    @Test
    @Timeout(600)
    void bringsTheSameFlowUpOnRealKafka() throws Exception {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "skipped: no Docker engine answers");
        List<String> compose = Compose.command();
        assumeTrue(!compose.isEmpty(), "skipped: neither docker compose nor docker-compose is installed");
        try (HttpClient http = HttpClient.newHttpClient()) {
            // of one role, since all have the same image and Compose would build it for each
            assertThat(run(compose, "build", "ingest")).isZero();
            assertThat(run(compose, "up", "--detach", "--scale", "alerts=2")).isZero();
            awaitHealth(http);
            for (String role : Settings.ROLES) {
                assertThat(run(compose, "exec", "-T", role, "touch", "/tmp/mine", "/var/lib/tocsin/mine"))
                        .as("%s writes to what it is given", role)
                        .isZero();
                assertThat(run(compose, "exec", "-T", role, "touch", "/var/tmp/mine"))
                        .as("%s writes to its root", role)
                        .isNotZero();
            }
            assertThat(post(http, "TOCSIN_DASHBOARD_PORT", "subscriptions", """
                    {"query": "topic:dprk-troops AND topic:prisoners-of-war", "name": "captured"}"""))
                    .isEqualTo(201);
            assertThat(post(http, "TOCSIN_INGEST_PORT", "articles", """
                    [{"title": "The army says it captured two North Korean soldiers in Kursk region"},
                     {"title": "A choir in the town hall"}]""")).isEqualTo(202);
            // an event stream goes on for ever, so waiting for it has to end here
            CompletableFuture<String> alert = CompletableFuture.supplyAsync(() -> firstAlert(http));
            assertThat(alert.orTimeout(60, TimeUnit.SECONDS).join())
                    .contains("captured two North Korean soldiers", "\"why\":[{");
        } finally {
            run(compose, "down", "--volumes");
        }
    }

    private int run(List<String> compose, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(compose);
        command.addAll(List.of("--project-name", "tocsin-test"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("compose", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(ports);
        builder.environment().put("TOCSIN_ADMIN_TOKEN", TOKEN);
        int code = builder.start().waitFor();
        if (code != 0) {
            System.err.println(Files.readString(log));
        }
        return code;
    }

    private void awaitHealth(HttpClient http) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        for (String port : ports.keySet()) {
            while (!healthy(http, port)) {
                assertThat(System.nanoTime()).as(port + " healthy within 180 s").isLessThan(end);
                LockSupport.parkNanos(200_000_000);
            }
        }
    }

    private boolean healthy(HttpClient http, String port) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(address(port, "/health"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int post(HttpClient http, String port, String path, String body) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(address(port, "/api/v1/" + path))
                                .header("Authorization", "Bearer " + TOKEN)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private String firstAlert(HttpClient http) {
        HttpRequest request = HttpRequest.newBuilder(address("TOCSIN_DASHBOARD_PORT", "/api/v1/alerts/stream"))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(60))
                .build();
        try (InputStream events = http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:") && line.contains("\"subscriptionName\":\"captured\"")) {
                    return line;
                }
            }
            return "the stream ended without an alert";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private URI address(String port, String path) {
        return URI.create("http://127.0.0.1:" + ports.get(port) + path);
    }

    private static String freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
