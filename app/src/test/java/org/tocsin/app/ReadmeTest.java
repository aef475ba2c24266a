package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What the README tells people to type is what the program understands, and what it shows of the queries holds. */
final class ReadmeTest {
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final Pattern COMMAND = Pattern.compile("^\\./tocsin (\\w.*?)(?:\\s{2,}#.*)?$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** What the launcher does itself, without the program. */
    private static final Pattern LAUNCHER =
            Pattern.compile("test|test [A-Z]\\w+( -D\\S+)?|fuzz .*|bench .*|pictures|release|format|format --check");

    static Stream<String> commands() throws IOException {
        return written().filter(command -> !LAUNCHER.matcher(command).matches());
    }

    /** Every line of a document that is a command. */
    private static Stream<String> written() throws IOException {
        List<String> found = new ArrayList<>();
        for (String page : DocumentsTest.documents()) {
            Matcher matcher = COMMAND.matcher(Files.readString(HOME.resolve(page)));
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
        }
        return found.stream();
    }

    @Test
    void everyClassOfTestsThatIsNamedIsThere() throws IOException {
        List<String> named = written()
                .filter(command -> command.startsWith("test "))
                .map(command -> command.split(" ", -1)[1] + ".java")
                .toList();
        assertThat(named).hasSizeGreaterThan(3);
        try (Stream<Path> files = Files.walk(HOME)) {
            assertThat(files.filter(file -> file.toString().contains("/src/test/java/"))
                            .map(file -> file.getFileName().toString()))
                    .containsAll(named);
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
        assertThat(commands().toList()).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void understandsWhatTheManualsSay(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        ParseResult parsed = Main.commandLine().parseArgs(words.toArray(String[]::new));
        assertThat(parsed.hasSubcommand()).isTrue();
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
