package org.tocsin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The shape of each topology is a contract with the stores and groups of running instances. */
final class TopologyGoldenTest {
    @Test
    void tagKeepsItsShape() throws IOException {
        assertThat(TagTopology.build(new Tagger()::tag).describe().toString())
                .isEqualToIgnoringWhitespace(golden("tag"));
    }

    @Test
    void storiesKeepsItsShape() throws IOException {
        assertThat(StoriesTopology.build().describe().toString()).isEqualToIgnoringWhitespace(golden("stories"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TopologyGoldenTest.class.getResourceAsStream("/topology/" + name + ".txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
