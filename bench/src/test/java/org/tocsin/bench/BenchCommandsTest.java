package org.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents tell people to measure with, the benchmarks understand. The commands are parsed, not run. */
final class BenchCommandsTest {
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();

    /** On a line of its own, perhaps with a remark behind two blanks, or within a sentence. */
    private static final Pattern COMMAND = Pattern.compile(
            "(?m)^(?:[A-Z_]+=\\S+ )*\\./tocsin bench (\\w[^`\n]*?)(?:\\s{2,}#.*)?$|`(?:[A-Z_]+=\\S+ )*(?:\\./)?tocsin bench (\\w[^`\n]*)`");

    static Stream<String> commands() throws IOException {
        List<Path> documents = new ArrayList<>();
        documents.add(HOME.resolve("README.md"));
        documents.add(HOME.resolve("CONTRIBUTING.md"));
        documents.add(HOME.resolve("CHANGELOG.md"));
        try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        List<String> found = new ArrayList<>();
        for (Path document : documents) {
            COMMAND.matcher(Files.readString(document))
                    .results()
                    .map(one -> one.group(1) == null ? one.group(2) : one.group(1))
                    .forEach(found::add);
        }
        return found.stream().distinct();
    }

    @Test
    void thereAreCommands() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void understandsWhatTheDocumentsSay(String command) {
        assertThat(Bench.commandLine().parseArgs(command.split(" ", -1)).hasSubcommand())
                .isTrue();
    }
}
