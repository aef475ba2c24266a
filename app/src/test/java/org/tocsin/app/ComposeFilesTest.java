package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compose takes the files that are shipped; that needs no engine. */
final class ComposeFilesTest {
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final Map<String, String> NEEDED = Map.of(
            "TOCSIN_ADMIN_TOKEN", "0123456789abcdef0123456789abcdef",
            "TOCSIN_SECRET_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");

    private record Answer(int code, String text) {}

    private static Answer config(String file, Map<String, String> environment) throws Exception {
        List<String> command = new ArrayList<>(Compose.command());
        assumeTrue(!command.isEmpty(), "skipped: neither docker compose nor docker-compose is installed");
        command.addAll(List.of(
                "--file", HOME.resolve(file).toString(), "--profile", "monitoring", "--profile", "tools", "config"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(NEEDED.keySet());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "deploy/cluster/docker-compose.yml"})
    void composeTakesWhatIsShipped(String file) throws Exception {
        Answer answer = config(file, NEEDED);

        assertThat(answer.code()).as(answer.text()).isZero();
        assertThat(answer.text())
                .contains("ingest:", "enrich:", "alerts:", "dashboard:", "replay:", "prometheus:", "grafana:");
        assertThat(answer.text().lines()).noneMatch(line -> line.startsWith("WARN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "deploy/cluster/docker-compose.yml"})
    void composeSaysWhatHasToBeSet(String file) throws Exception {
        Answer answer = config(file, Map.of());

        assertThat(answer.code()).isNotZero();
        assertThat(answer.text()).contains("set TOCSIN_", "openssl rand");
    }
}
