package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.tocsin.app.fault.World;

/** The fault test in short; {@code tocsin fault-test --cycles 500} is the long form. */
final class FaultTestTest {
    /** All that can happen to one broker; the command says what is left out where libfaketime or the rights of root are missing. */
    @Test
    void losesNothingTellsTheTruthAndNobodyTwiceWhateverFails() throws IOException {
        List<String> before = directories();

        assertThat(run("--together --hold 5s")).isEqualTo(Main.OK);

        assertThat(directories()).isEqualTo(before);
    }

    /** Of roles in processes of their own, one is cut off and the others work on. */
    @Test
    void losesNothingWhenOneOfTheRolesIsCutOff() {
        assertThat(run("--hold 5s", "role-cut-off")).isEqualTo(Main.OK);
    }

    @Test
    void losesNothingOnThreeBrokersWhileOneIsKilledOrFullAndLeadersMove() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "skipped: no Docker engine answers");

        List<String> faults = new ArrayList<>(List.of("one-broker-killed", "leader-moved"));
        if (World.fillsDisks()) {
            faults.add("one-disk-full");
        }
        assertThat(run("--cluster --together --hold 5s", faults.toArray(String[]::new)))
                .isEqualTo(Main.OK);
    }

    @Test
    void namesTheFaultsThereAreWhenOneIsUnknown() {
        assertThat(Main.commandLine().execute("fault-test", "--fault", "meteor"))
                .isEqualTo(2);
        assertThat(Main.commandLine().execute("fault-test", "--hold", "soon")).isEqualTo(2);
        assertThat(Main.commandLine().execute("fault-test", "--fault", "leader-moved"))
                .isEqualTo(Main.FAILED);
    }

    private static int run(String how, String... faults) {
        List<String> words = new ArrayList<>(List.of("fault-test", "--seed", "5"));
        words.addAll(List.of(how.split(" ", -1)));
        for (String fault : faults) {
            words.addAll(List.of("--fault", fault));
        }
        return Main.commandLine().execute(words.toArray(String[]::new));
    }

    private static List<String> directories() throws IOException {
        try (Stream<Path> found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return found.map(Path::toString)
                    .filter(path -> path.contains("tocsin-fault"))
                    .sorted()
                    .toList();
        }
    }
}
