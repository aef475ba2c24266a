package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The restart test in short; {@code tocsin restart-test} is the long form. */
final class RestartTestTest {
    @Test
    void isReadyAndAlertsAgainHoweverItWasEnded() {
        assertThat(Main.commandLine()
                        .execute(
                                "restart-test",
                                "--articles",
                                "300",
                                "--subscriptions",
                                "50",
                                "--rounds",
                                "1",
                                "--within",
                                "5m",
                                "--heap",
                                "512m"))
                .isEqualTo(Main.OK);
    }

    @Test
    void refusesAWeekWithoutArticles() {
        assertThat(Main.commandLine().execute("restart-test", "--articles", "0"))
                .isEqualTo(Main.FAILED);
    }
}
