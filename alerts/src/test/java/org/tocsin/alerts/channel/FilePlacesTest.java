package org.tocsin.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Destination;

final class FilePlacesTest {
    @TempDir
    private Path directory;

    @Test
    void refusesFilesOutsideAndSaysWhereTheyMayBe() {
        Path home = directory.resolve("data/alert-files");
        Channel channel = new AlertFile(FilePlaces.within(home, List.of()));
        assertThat(problems(channel, home.resolve("desk.jsonl"))).isEmpty();
        assertThat(problems(channel, home.resolve("../desk.jsonl")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).contains(home.toString(), "alert-files"));
        assertThat(problems(channel, directory.resolve("desk.jsonl"))).hasSize(1);
        assertThat(problems(channel, Path.of("/etc/crontab"))).hasSize(1);
    }

    @Test
    void takesDirectoriesThatTheSettingNames() throws Exception {
        Path other = directory.resolve("other");
        Files.createDirectories(other.resolve("below"));
        Channel channel = new AlertFile(FilePlaces.within(directory.resolve("home"), List.of(other)));
        assertThat(problems(channel, other.resolve("below/desk.jsonl"))).isEmpty();
        assertThat(problems(channel, directory.resolve("otherwise.jsonl"))).hasSize(1);
    }

    @Test
    void followsLinks() throws Exception {
        Path home = Files.createDirectories(directory.resolve("home"));
        Path outside = Files.writeString(directory.resolve("secret"), "x");
        Files.createSymbolicLink(home.resolve("link.jsonl"), outside);
        Files.createSymbolicLink(home.resolve("up"), directory);
        Channel channel = new AlertFile(FilePlaces.within(home, List.of()));
        assertThat(problems(channel, home.resolve("link.jsonl"))).hasSize(1);
        assertThat(problems(channel, home.resolve("up/desk.jsonl"))).hasSize(1);
    }

    private static List<Problem> problems(Channel channel, Path file) {
        return channel.check(Destination.of("file", file.toString()), "");
    }
}
