package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
                        "ProtectSystem=strict",
                        "Documentation=file:///usr/share/doc/tocsin/docs/operating.md");
        assertThat(Path.of("../docs/operating.md")).exists();
        assertThat(Files.readString(RELEASE.resolve("files/usr/lib/sysusers.d/tocsin.conf")))
                .startsWith("u tocsin ");
        assertThat(RELEASE.resolve("files/usr/bin/tocsin")).isExecutable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "fuzz", "release", "pictures", "prepare", "format"})
    void theLaunchersOwnCommandsTellWhatTheyDoAndDoNothing(String command) throws IOException, InterruptedException {
        Ran ran = run(Map.of(), "../tocsin", command, "--help");
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out()).startsWith("Usage: ./tocsin " + command);
    }

    @Test
    void theInstalledLauncherMakesTheCacheOnceAndUsesIt(@TempDir Path root) throws IOException, InterruptedException {
        Path launcher = installed(root);
        Path cache = root.resolve("usr/share/tocsin/tocsin.aot");

        assertThat(started(root, launcher, Map.of(), "--version").out()).doesNotContain("AOT");
        assertThat(cache).as("made by no other command").doesNotExist();
        assertThat(started(root, launcher, Map.of(), "start").out())
                .contains("Preparing fast starts", "-XX:AOTCache=" + cache.toRealPath());
        assertThat(started(root, launcher, Map.of(), "start").out()).doesNotContain("Preparing");
        assertThat(started(root, launcher, Map.of(), "prepare").out())
                .contains("Preparing")
                .doesNotContain("-XX:AOTCache=");
        assertThat(started(root, launcher, Map.of(), "prepare", "--help").out()).startsWith("Usage: tocsin prepare");
    }

    @Test
    void theInstalledLauncherTakesMoreJarsAndSaysWhatItLacks(@TempDir Path root)
            throws IOException, InterruptedException {
        Path launcher = installed(root);
        Files.createFile(root.resolve("usr/share/tocsin/tocsin.aot"));

        assertThat(started(root, launcher, Map.of("TOCSIN_LIBS", "/etc/libs"), "start")
                        .out())
                .contains(":/etc/libs/* org.tocsin.app.Main start");
        assertThat(started(root, launcher, Map.of("TOCSIN_LIKE", "on"), "start").out())
                .contains("comes without what like: needs");
        Files.createDirectory(root.resolve("usr/share/tocsin/meaning"));
        assertThat(started(root, launcher, Map.of("TOCSIN_LIKE", "on"), "start").out())
                .contains("/meaning/* org.tocsin.app.Main start")
                .doesNotContain("without");
        assertThat(started(root, launcher, Map.of(), "replay").out()).contains("nice 19");
        assertThat(started(root, launcher, Map.of(), "start").out()).doesNotContain("nice 19");
    }

    @Test
    void packsNothingThatCameOutDifferentTwice(@TempDir Path directory) throws IOException, InterruptedException {
        Path first = directory.resolve("first");
        Files.writeString(first, "0".repeat(64) + "  pom.xml\n");
        Ran ran = run(Map.of(), "../deploy/release/pack", first.toString());
        assertThat(ran.code()).isOne();
        assertThat(ran.out()).contains("not reproducible", "pom.xml");
    }

    /** The launcher where the tarball puts it, and a Java that only says how it was called. */
    private static Path installed(Path root) throws IOException {
        Files.createDirectories(root.resolve("usr/share/tocsin/lib"));
        Path java = root.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "25"' >&2; exit; fi
                for one in "$@"; do
                  case "$one" in -XX:AOTCacheOutput=*) echo cache > "${one#*=}" ;; esac
                done
                echo "nice $(nice)" "$@"
                """);
        java.toFile().setExecutable(true);
        Path launcher = root.resolve("usr/bin/tocsin");
        Files.createDirectories(launcher.getParent());
        return Files.copy(RELEASE.resolve("files/usr/bin/tocsin"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Ran started(Path root, Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("TOCSIN_JAVA_HOME", root.resolve("jdk").toString());
        Ran ran = run(
                all,
                Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
        assertThat(ran.code()).as(ran.out()).isZero();
        return ran;
    }

    /** What a script said on both its outputs, and its code. */
    private record Ran(int code, String out) {}

    private static Ran run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TOCSIN_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), out);
    }

    @Test
    void scriptsAreOnesThatAShellTakes() throws IOException, InterruptedException {
        for (String script : List.of("pack", "files/usr/bin/tocsin", "../../tocsin")) {
            Process shell = new ProcessBuilder(
                            "bash", "-n", RELEASE.resolve(script).toString())
                    .inheritIO()
                    .start();
            assertThat(shell.waitFor()).as(script).isZero();
        }
    }
}
