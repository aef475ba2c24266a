package org.tocsin.enrich.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Whatever stands in a file of topics and entities, each document of it is read or named as a problem, and a topic that was
 * read is written so that it is read again. The ordinary tests run the kept seeds; {@code ./tocsin fuzz knowledge MINUTES}
 * looks for new ones.
 */
final class KnowledgeFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void knowledge(byte[] data) {
        KnowledgeFile.Contents read = KnowledgeFile.parse("file", new String(data, StandardCharsets.UTF_8));
        assertThat(read.items().size() + read.problems().size()).isPositive();
        assertThat(read.problems())
                .allSatisfy(problem -> assertThat(problem.sentence()).isNotBlank());
        read.items().stream()
                .map(KnowledgeFile.Item::topic)
                .filter(Objects::nonNull)
                .forEach(topic -> assertThat(KnowledgeFile.parse("again", KnowledgeFile.write(topic))
                                .items())
                        .extracting(KnowledgeFile.Item::topic)
                        .containsExactly(topic));
    }
}
