package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log as the program writes it, in the form of text. */
final class LogLineTest {
    private static final Logger LOG = LoggerFactory.getLogger(LogLineTest.class);

    private static List<String> said(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8)) {
            System.setErr(err);
            work.run();
        } finally {
            System.setErr(before);
        }
        return List.of(written.toString(StandardCharsets.UTF_8).split("\n", -1));
    }

    @Test
    void isOneLineWhateverStandsInItsValues() {
        List<String> lines = said(() -> LOG.atWarn()
                .addKeyValue(
                        "feed", "a\r\n2026-11-30T10:00:00.000Z WARN  Access token revoked\u0085\u2028\u202e\u001b[2J\t")
                .addKeyValue("error", "b\" article=\"c\\")
                .log("feed\nfailed"));

        assertThat(lines).hasSize(2).last().isEqualTo("");
        assertThat(lines.getFirst())
                .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z WARN  LogLineTest .*")
                .endsWith("feed\\nfailed"
                        + " feed=\"a\\r\\n2026-11-30T10:00:00.000Z WARN  Access token revoked\\u0085\\u2028\\u202e\\u001b[2J\\t\""
                        + " error=\"b\\\" article=\\\"c\\\\\"");
    }

    @Test
    void aStackTraceKeepsItsLinesAndNoneOfThemLooksLikeAnEvent() {
        List<String> lines = said(() -> LOG.atError()
                .setCause(new IllegalStateException(
                        "no\n2026-11-30T10:00:00.000Z WARN  Access token revoked", new RuntimeException("why\r\u001b")))
                .log("failed"));

        assertThat(lines.getFirst()).endsWith(" failed");
        assertThat(lines.subList(1, lines.size() - 1))
                .hasSizeGreaterThan(5)
                .allMatch(line -> line.startsWith("    "))
                .contains("    java.lang.IllegalStateException: no")
                .anyMatch(line -> line.matches(" {8}at org\\.tocsin\\.app\\.LogLineTest.*"))
                .noneMatch(line -> line.contains("\r") || line.contains("\u001b"));
    }
}
