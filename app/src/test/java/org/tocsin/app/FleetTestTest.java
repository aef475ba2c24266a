package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The fleet test in short; {@code tocsin fleet-test --feeds 2000 --interval 60s --kills 3} is the long form. */
final class FleetTestTest {
    @Test
    void missesNothingDoublesNothingAndAsksNoFeedTwiceAtOnceWhenOneOfTwoIsKilled() {
        assertThat(Main.commandLine().execute("fleet-test", "--feeds", "40", "--interval", "2s"))
                .isEqualTo(Main.OK);
    }

    @Test
    void refusesAFleetWithoutFeeds() {
        assertThat(Main.commandLine().execute("fleet-test", "--feeds", "1")).isEqualTo(Main.FAILED);
    }
}
