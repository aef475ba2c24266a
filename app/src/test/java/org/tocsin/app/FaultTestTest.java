package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The fault test in short; {@code tocsin fault-test --cycles 500} is the long form. */
final class FaultTestTest {
    @Test
    void losesNothingAndTellsTheTruthWhileNetworkAndBrokerFailAndRecordsAreSpoilt() {
        assertThat(Main.commandLine()
                        .execute(
                                "fault-test",
                                "--together",
                                "--seed",
                                "5",
                                "--hold",
                                "14",
                                "--fault",
                                "network-loss",
                                "--fault",
                                "poison",
                                "--fault",
                                "broker-killed"))
                .isEqualTo(Main.OK);
    }

    @Test
    void namesTheFaultsThereAreWhenOneIsUnknown() {
        assertThat(Main.commandLine().execute("fault-test", "--fault", "meteor"))
                .isEqualTo(2);
    }
}
