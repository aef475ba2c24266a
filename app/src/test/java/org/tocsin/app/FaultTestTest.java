package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.app.fault.World;

/** The fault test in short; {@code tocsin fault-test --cycles 500} is the long form. */
final class FaultTestTest {
    @Test
    void losesNothingAndTellsTheTruthWhileNetworkAndBrokerFailAndRecordsAreSpoilt() throws IOException {
        List<String> before = directories();

        assertThat(run("5s", "network-loss", "poison", "broker-killed")).isEqualTo(Main.OK);

        assertThat(directories()).isEqualTo(before);
    }

    @Test
    void losesNothingAndTellsNobodyTwiceWhenClocksGoAnHourAheadAndBack() {
        assumeTrue(World.setsClocks(), "skipped: libfaketime is not installed");

        assertThat(run("6s", "clock-jumps")).isEqualTo(Main.OK);
    }

    private static int run(String hold, String... faults) {
        Stream<String> words = Stream.of(faults).flatMap(fault -> Stream.of("--fault", fault));
        return Main.commandLine()
                .execute(Stream.concat(Stream.of("fault-test", "--together", "--seed", "5", "--hold", hold), words)
                        .toArray(String[]::new));
    }

    private static List<String> directories() throws IOException {
        try (Stream<Path> found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return found.map(Path::toString)
                    .filter(path -> path.contains("tocsin-fault"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void namesTheFaultsThereAreWhenOneIsUnknown() {
        assertThat(Main.commandLine().execute("fault-test", "--fault", "meteor"))
                .isEqualTo(2);
        assertThat(Main.commandLine().execute("fault-test", "--hold", "soon")).isEqualTo(2);
        assertThat(Main.commandLine().execute("fault-test", "--fault", "leader-moved"))
                .isEqualTo(Main.FAILED);
        assertThat(Main.commandLine().execute("fault-test", "--cluster", "--fault", "disk-full"))
                .isEqualTo(Main.FAILED);
    }
}
