package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.runtime.Settings;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * What the documents tell people to type and {@link DocumentedCommandsTest} does not run, the program and its launcher at least
 * understand; the commands of the benchmarks are parsed by {@code BenchCommandsTest}.
 */
final class ReadmeTest {
    private static final Path HOME = DocumentedCommand.HOME;
    private static final Pattern TEST = Pattern.compile("test(?: (NAME|[A-Z]\\w+Test|ReleaseData)( -D\\S+)?)?");

    /** Commands of the program that {@link DocumentedCommandsTest} does not run. */
    static Stream<String> commands() throws IOException {
        Set<String> launcher = launcher();
        Set<String> run = DocumentedCommandsTest.run().stream()
                .map(DocumentedCommandsTest.Run::documented)
                .collect(Collectors.toSet());
        return DocumentedCommand.all().stream()
                .filter(command -> !launcher.contains(command.words().getFirst()) && !run.contains(command.line()))
                .map(DocumentedCommand::text)
                .distinct();
    }

    static Stream<String> commandsOfTheLauncher() throws IOException {
        Set<String> launcher = launcher();
        return DocumentedCommand.all().stream()
                .filter(command -> launcher.contains(command.words().getFirst()))
                .map(DocumentedCommand::text)
                .distinct();
    }

    /** What the launcher does itself, by its own words. */
    private static Set<String> launcher() throws IOException {
        return Pattern.compile("\"\\$\\{1:-}\" = (\\w+) ]")
                .matcher(Files.readString(HOME.resolve("tocsin")))
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("commandsOfTheLauncher")
    void theLauncherUnderstandsWhatTheManualsSay(String command) throws IOException {
        String[] words = command.split(" ", -1);
        switch (words[0]) {
            case "test" -> {
                assertThat(command).matches(TEST);
                if (words.length > 1 && !words[1].equals("NAME")) {
                    assertThat(sources(words[1])).isNotEmpty();
                }
            }
            case "fuzz" -> {
                assertThat(command).matches("fuzz(?: \\w+(?: \\d+)?)?");
                if (words.length > 1) {
                    assertThat(fuzzed()).contains("void " + words[1] + "(");
                }
            }
            case "format" -> assertThat(command).matches("format(?: --check)?");
            case "bench" -> assertThat(words.length).isGreaterThan(1);
            default -> assertThat(words).hasSize(1);
        }
    }

    @Test
    void theLauncherKnowsItsWords() throws IOException {
        assertThat(launcher()).contains("test", "fuzz", "bench", "release", "pictures", "prepare", "format");
    }

    /** Sources of the fuzz targets of all modules. */
    private static String fuzzed() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : sources("\\w*FuzzTest")) {
            all.append(Files.readString(file));
        }
        return all.toString();
    }

    static List<Path> sources(String name) throws IOException {
        try (Stream<Path> files = Files.walk(HOME)) {
            return files.filter(file -> file.toString().contains("/src/test/java/")
                            && file.getFileName().toString().matches(name + "\\.java"))
                    .toList();
        }
    }

    @Test
    void theVariablesBeforeACommandAreSettingsOrTheLaunchers() throws IOException {
        List<DocumentedCommand> set = DocumentedCommand.all().stream()
                .filter(command -> !command.variables().isEmpty())
                .toList();
        assertThat(set).isNotEmpty();
        for (DocumentedCommand command : set) {
            Map<String, String> variables = Stream.of(command.variables().split(" ", -1))
                    .map(one -> one.split("=", 2))
                    .collect(Collectors.toMap(one -> one[0], one -> one[1]));
            assertThatCode(() -> Settings.load(HOME.resolve("none"), variables, Map.of()))
                    .as(command.text())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyTestThatTakesAPictureIsThere() throws Exception {
        Matcher tests =
                Pattern.compile("(\\w+Test)#(\\w+(?:\\+\\w+)*)").matcher(Files.readString(HOME.resolve("tocsin")));
        int found = 0;
        for (; tests.find(); found++) {
            assertThat(Class.forName(getClass().getPackageName() + "." + tests.group(1))
                            .getDeclaredMethods())
                    .extracting(Method::getName)
                    .contains(tests.group(2).split("\\+"));
        }
        assertThat(found).isGreaterThanOrEqualTo(4);
    }

    @Test
    void namesTheTwoCommands() throws IOException {
        assertThat(Files.readString(HOME.resolve("README.md"))).contains("./tocsin demo", "./tocsin test");
    }

    /** Names of commands alone are no calls of them. */
    @ParameterizedTest
    @MethodSource("commands")
    void understandsWhatTheManualsSay(String command) {
        List<String> words = DocumentedCommand.words(command);
        CommandLine named = Main.commandLine();
        for (String word : words) {
            named = named == null ? null : named.getSubcommands().get(word);
        }
        if (named == null) {
            ParseResult parsed = Main.commandLine().parseArgs(words.toArray(String[]::new));
            assertThat(parsed.hasSubcommand() || parsed.isVersionHelpRequested())
                    .isTrue();
        }
    }

    /** What the launcher lets give way to live work are commands of the program. */
    @Test
    void whatGivesWayIsThere() throws IOException {
        Matcher listed =
                Pattern.compile("(?m)^  ((?:\\w+ \\| )+\\w+)\\)$").matcher(Files.readString(HOME.resolve("tocsin")));
        assertThat(listed.find()).isTrue();
        assertThat(Main.commandLine().getSubcommands())
                .containsKeys(listed.group(1).split(" \\| "));
    }

    @Test
    void everyCommandHasHelp() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            StringWriter out = new StringWriter();
            command.usage(new PrintWriter(out, true));
            assertThat(out.toString()).contains("Usage:", "--help");
        }
    }
}
