package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;

/** What the release holds besides the program; {@code ./tocsin release} makes it. */
final class ReleaseTest {
    private static final Path RELEASE = Path.of("..", "deploy", "release");

    @Test
    void completesEveryCommand() {
        assertThat(AutoComplete.bash("tocsin", Main.commandLine()))
                .contains(Main.commandLine().getSubcommands().keySet());
    }

    @Test
    void startsWhatTheUnitNamesAsItsUserAndWithoutRights() throws IOException {
        assertThat(Files.readAllLines(RELEASE.resolve("files/usr/lib/systemd/system/tocsin.service")))
                .allMatch(line -> line.isEmpty() || line.matches("#.*|\\[\\w+]|\\w+=.*"))
                .contains(
                        "ExecStart=/usr/bin/tocsin start --data /var/lib/tocsin",
                        "User=tocsin",
                        "StateDirectory=tocsin",
                        "NoNewPrivileges=yes",
                        "CapabilityBoundingSet=",
                        "ProtectSystem=strict");
        assertThat(Files.readString(RELEASE.resolve("files/usr/lib/sysusers.d/tocsin.conf")))
                .startsWith("u tocsin ");
        assertThat(RELEASE.resolve("files/usr/bin/tocsin")).isExecutable();
    }

    @Test
    void scriptsAreOnesThatAShellTakes() throws IOException, InterruptedException {
        for (String script : List.of("pack", "files/usr/bin/tocsin")) {
            Process shell = new ProcessBuilder(
                            "bash", "-n", RELEASE.resolve(script).toString())
                    .inheritIO()
                    .start();
            assertThat(shell.waitFor()).as(script).isZero();
        }
    }
}
