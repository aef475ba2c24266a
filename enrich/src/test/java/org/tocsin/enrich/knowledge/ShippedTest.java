package org.tocsin.enrich.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.enrich.Tagger;
import org.tocsin.model.TopicDefinition;

/** What is shipped keeps its own promises. */
final class ShippedTest {
    private static final KnowledgeCheck CHECK = new KnowledgeCheck(new Tagger()::name);

    static List<String> ids() {
        return Shipped.get().topics().stream().map(TopicDefinition::id).toList();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void firesOnItsOwnExamplesAndOnNoSingleWord(String id) {
        TopicDefinition topic = Shipped.get().topics().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(CHECK.check(topic).sentences()).isEmpty();
    }

    @Test
    void hasTheFifteenTopics() {
        assertThat(ids())
                .contains(
                        "dprk-troops",
                        "prisoners-of-war",
                        "prisoner-exchange",
                        "kursk",
                        "russia-dprk-arms",
                        "dprk-missiles",
                        "dprk-defectors",
                        "war-crimes",
                        "drone-strikes",
                        "energy-strikes",
                        "ceasefire-talks",
                        "sanctions",
                        "military-aid",
                        "nuclear-plant",
                        "casualties");
    }

    @Test
    void theManualNamesEveryTopic() throws IOException {
        assertThat(Files.readString(Path.of("../docs/knowledge.md")).split("\n## Shipped\n", 2)[1])
                .contains(ids().stream()
                        .filter(id -> !id.startsWith("medtop:"))
                        .map(id -> "`" + id + "`")
                        .toList());
    }

    @Test
    void listsEveryFile() throws IOException, URISyntaxException {
        Path directory = Path.of(
                Objects.requireNonNull(Shipped.class.getResource("shipped.txt")).toURI());
        List<String> listed = Files.readString(directory)
                .lines()
                .filter(line -> line.endsWith(".yaml"))
                .toList();
        try (Stream<Path> files = Files.walk(Objects.requireNonNull(directory.getParent()))) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml"))
                            .map(file -> directory.getParent().relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }
}
