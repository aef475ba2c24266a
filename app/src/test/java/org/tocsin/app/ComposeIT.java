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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.tocsin.runtime.Settings;

/** {@code docker-compose up} as the manuals have it: every role a service of its own, on one broker and on three. */
final class ComposeIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final String HEADLINE = "The army says it captured two North Korean soldiers in Kursk region";

    private static List<String> compose;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> ports =
            Map.of("INGEST", freePort(), "DASHBOARD", freePort(), "ALERTS", freePort(), "REPLAY", freePort());

    @BeforeAll
    static void buildTheImage() throws Exception {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "skipped: no Docker engine answers");
        compose = Compose.command();
        assumeTrue(!compose.isEmpty(), "skipped: neither docker compose nor docker-compose is installed");
        // of one role, since all have the same image and Compose would build it for each
        Ended built = run(HOME, Map.of("TOCSIN_ADMIN_TOKEN", TOKEN), "build", "ingest");
        assertThat(built.code()).as(built.said()).isZero();
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    @Timeout(600)
    void bringsTheSameFlowUpOnRealKafka() throws Exception {
        Stack stack = new Stack(HOME, environment("PORT"));
        try {
            stack.run("up", "--detach", "--scale", "alerts=2");
            awaitHealth("INGEST", "DASHBOARD", "REPLAY");
            for (String role : Settings.ROLES) {
                stack.run("exec", "-T", role, "touch", "/tmp/mine", "/var/lib/tocsin/mine");
                assertThat(ComposeIT.run(HOME, stack.environment(), "exec", "-T", role, "touch", "/var/tmp/mine")
                                .code())
                        .as("%s writes to its root", role)
                        .isNotZero();
            }
            carriesAnArticleToAnAlert();
        } finally {
            ComposeIT.run(stack.directory(), stack.environment(), "down", "--volumes");
        }
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void bringsThreeBrokersUpOfWhichOneMayBeLost() throws Exception {
        Path cluster = HOME.resolve("deploy/cluster");
        Path place = Files.createDirectory(directory.resolve("cluster"));
        Files.copy(cluster.resolve("docker-compose.yml"), place.resolve("docker-compose.yml"));
        Map<String, String> environment = environment("PORTS");
        environment.put("TOCSIN_SECRET_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        environment.put("TOCSIN_KAFKA_HEAP", "-Xmx384m -Xms128m");
        Ended secrets = run(
                place,
                Map.of("CA", "/etc/tocsin"),
                List.of(cluster.resolve("secrets.sh").toString(), "secrets"));
        assertThat(secrets.code()).as(secrets.said()).isZero();
        Stack stack = new Stack(place, environment);
        try {
            stack.run("up", "--detach", "--no-build");
            awaitHealth("INGEST", "DASHBOARD", "ALERTS", "REPLAY");
            assertThat(stack.run("run", "--rm", "tools", "topics", "plan"))
                    .contains("0 to create, ", " 0 to change, 0 to refuse");
            stack.run("kill", "kafka-2");
            carriesAnArticleToAnAlert();
        } finally {
            ComposeIT.run(stack.directory(), stack.environment(), "down", "--volumes");
        }
    }

    /** What a command printed and how it ended. */
    private record Ended(int code, String said) {}

    /** What a file of Compose describes, under a name of its own. */
    private record Stack(Path directory, Map<String, String> environment) {
        /** What the command said, which must not fail. */
        String run(String... arguments) throws Exception {
            Ended ended = ComposeIT.run(directory, environment, arguments);
            assertThat(ended.code()).as(List.of(arguments) + ended.said()).isZero();
            return ended.said();
        }
    }

    /** Ports that are free, in variables that end in {@code ending}, and the token. */
    private Map<String, String> environment(String ending) {
        Map<String, String> environment = new HashMap<>(Map.of("TOCSIN_ADMIN_TOKEN", TOKEN));
        ports.forEach((role, port) -> environment.put("TOCSIN_" + role + "_" + ending, port));
        return environment;
    }

    private static Ended run(Path directory, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(compose);
        command.addAll(List.of("--project-name", "tocsin-test"));
        command.addAll(List.of(arguments));
        return run(directory, environment, command);
    }

    private static Ended run(Path directory, Map<String, String> environment, List<String> command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private void carriesAnArticleToAnAlert() throws Exception {
        assertThat(post("DASHBOARD", "subscriptions", """
                {"query": "topic:dprk-troops AND topic:prisoners-of-war", "name": "captured"}""")).isEqualTo(201);
        assertThat(post("INGEST", "articles", """
                [{"title": "%s"}, {"title": "A choir in the town hall"}]""".formatted(HEADLINE))).isEqualTo(202);
        // an event stream goes on for ever, so waiting for it has to end here
        CompletableFuture<String> alert = CompletableFuture.supplyAsync(this::firstAlert);
        assertThat(alert.orTimeout(90, TimeUnit.SECONDS).join()).contains(HEADLINE, "\"why\":[{");
    }

    private void awaitHealth(String... roles) {
        for (String role : roles) {
            Program.await(role + " is healthy", Duration.ofMinutes(5), () -> healthy(role));
        }
    }

    private boolean healthy(String role) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(address(role, "/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int post(String role, String path, String body) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(address(role, "/api/v1/" + path))
                                .header("Authorization", "Bearer " + TOKEN)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private String firstAlert() {
        HttpRequest request = HttpRequest.newBuilder(address("DASHBOARD", "/api/v1/alerts/stream"))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(90))
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

    private URI address(String role, String path) {
        return URI.create("http://127.0.0.1:" + ports.get(role) + path);
    }

    private static String freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
