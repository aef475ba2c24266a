package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/extending} gives newcomers to copy still compiles and still passes its check. */
final class ExtendingTest {
    private static final Path PAGES =
            Path.of("").toAbsolutePath().resolve("../docs/extending").normalize();
    private static final Pattern CLASS = Pattern.compile("\\bclass (\\w+)");

    @TempDir
    private Path directory;

    static List<String> classes() throws IOException {
        return blocks("java", 2);
    }

    static List<String> knowledge() throws IOException {
        return blocks("yaml", 2);
    }

    private static List<String> blocks(String language, int least) throws IOException {
        Pattern block = Pattern.compile("(?s)\\n```" + language + "\\n(.*?)```");
        try (Stream<Path> pages = Files.list(PAGES)) {
            List<String> found = pages.sorted()
                    .flatMap(page -> block.matcher(read(page)).results().map(one -> one.group(1)))
                    .toList();
            assertThat(found).hasSizeGreaterThanOrEqualTo(least);
            return found;
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("classes")
    void everyClassCompilesWithoutAWarning(String source) {
        Matcher name = CLASS.matcher(source);
        assertThat(name.find()).isTrue();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-Xlint:all", "-Werror", "-d", directory.toString());

        boolean compiled = compiler.getTask(null, null, found, options, null, List.of(file))
                .call();

        assertThat(compiled).as(found.getDiagnostics().toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("knowledge")
    void allKnowledgePassesItsCheck(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("new.yaml"), yaml);

        int code = Main.commandLine().execute("knowledge", "check", file.toString());

        assertThat(code).isEqualTo(Main.OK);
    }
}
