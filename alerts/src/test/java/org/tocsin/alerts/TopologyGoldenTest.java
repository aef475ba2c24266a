package org.tocsin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.tocsin.alerts.decide.DecideTopology;
import org.tocsin.alerts.decide.DecisionCounts;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.match.MatchTopology;

/** The shape of each topology is a contract with the stores and groups of running instances. */
final class TopologyGoldenTest {
    @Test
    void matchKeepsItsShape() throws IOException {
        assertThat(MatchTopology.build(article -> List.of()).describe().toString())
                .isEqualToIgnoringWhitespace(golden("match"));
    }

    @Test
    void decideKeepsItsShape() throws IOException {
        assertThat(DecideTopology.build(id -> null, Limits.DEFAULT, new DecisionCounts(), InstantSource.system())
                        .describe()
                        .toString())
                .isEqualToIgnoringWhitespace(golden("decide"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TopologyGoldenTest.class.getResourceAsStream("/topology/" + name + ".txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
