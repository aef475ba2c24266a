package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The crash test in short; {@code tocsin crash-test --cycles 200} is the long form. */
final class CrashTestTest {
    @Test
    void everyAlertArrivesUnderOneIdWhileTheProgramIsKilledAndPaused() {
        assertThat(Main.commandLine().execute("crash-test", "--cycles", "3", "--seed", "11", "--refusals", "1"))
                .isEqualTo(Main.OK);
    }
}
