package org.tocsin.replay.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Entity;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.model.Topic;
import org.tocsin.replay.PastLog;

/** Over a log of one article tagged with what is shipped, one that lost its tags, one of another release, and a later edit. */
final class TagExplanationTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");
    private static final String TITLE = "Ukraine and Russia exchange 50 captured soldiers in a prisoner swap";

    @TempDir
    private static Path directory;

    private static PastLog log;

    @BeforeAll
    static void fillALog() throws IOException {
        log = PastLog.start(directory);
        Knowledge shipped = new Knowledge();
        log.put(Topic.ENRICHED, "whole", new Tagger(shipped).tag(PastLog.article("whole", TITLE, DAY)));
        Article edited = PastLog.article("edited", "The choir sings", DAY).withRevision(2, List.of("title"));
        log.put(Topic.ENRICHED, "edited", new Tagger(shipped).tag(PastLog.article("edited", TITLE, DAY)));
        log.put(Topic.ENRICHED, "edited", new Tagger(shipped).tag(edited));
        log.put(Topic.ENRICHED, "bare", untagged("bare", shipped.version()));
        log.put(Topic.ENRICHED, "old", untagged("old", "999+0"));
        log.put(
                Topic.KNOWLEDGE,
                "tocsin:swap",
                new KnowledgeEdit(
                        "tocsin:swap",
                        0,
                        new Entity("tocsin:swap", "event", Map.of("en", List.of("prisoner swap")), null, null),
                        null,
                        false,
                        DAY));
        log.written();
    }

    private static EnrichedArticle untagged(String id, String knowledge) {
        return EnrichedArticle.tagged(PastLog.article(id, TITLE, DAY), List.of(), List.of(), knowledge);
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static Optional<TagExplanation> explain(String article, int revision, @Nullable String tag) {
        return TagExplanation.of(log.kafka(), article, revision, tag, (done, all) -> {});
    }

    @Test
    void explainsARevisionOfOld() {
        assertThat(explain("edited", 1, null).orElseThrow().revision()).isEqualTo(1);
        TagExplanation latest = explain("edited", 0, null).orElseThrow();
        assertThat(latest.revision()).isEqualTo(2);
        assertThat(latest.topics()).isEmpty();
        assertThatThrownBy(() -> explain("edited", 3, null))
                .hasMessage("article edited has no revision 3; there are [1, 2]");
    }

    @Test
    void knowsNoTagThatIsNotThere() {
        assertThatThrownBy(() -> explain("whole", 0, "no-such-topic"))
                .hasMessageStartingWith("revision 1 of article whole has no tag no-such-topic; it has [")
                .hasMessageContaining("prisoner-exchange");
    }

    @Test
    void givesTheSameTagsWithTheKnowledgeOfTheirTime() {
        TagExplanation all = explain("whole", 0, null).orElseThrow();

        assertThat(all.difference()).as("the later edit is not known yet").isEmpty();
        assertThat(all.same()).isTrue();
        assertThat(all.offset()).isZero();
        assertThat(all.knowledge()).endsWith("+0");
        assertThat(all.topics()).anySatisfy(topic -> {
            assertThat(topic.id()).isEqualTo("prisoner-exchange");
            assertThat(topic.evidence()).isNotEmpty();
        });
        TagExplanation one = explain("whole", 0, "Q212").orElseThrow();
        assertThat(one.topics()).isEmpty();
        assertThat(one.mentions())
                .isNotEmpty()
                .allMatch(mention -> mention.surface().equals("Ukraine"));
    }

    @Test
    void namesTheTagsThatComeOutOtherwise() {
        TagExplanation bare = explain("bare", 0, null).orElseThrow();

        assertThat(bare.same()).isFalse();
        assertThat(bare.difference()).contains("Q212", "prisoner-exchange").doesNotContain("tocsin:swap");
    }

    @Test
    void refusesKnowledgeOfAnotherReleaseAndKnowsNoOtherArticle() {
        assertThatThrownBy(() -> explain("old", 0, null)).hasMessageContaining("another release");
        assertThat(explain("nowhere", 0, null)).isEmpty();
    }
}
