package org.tocsin.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RevisionsTest {
    private Revisions revisions = new Revisions(List.of());
    private long offset;

    private Revisions.Step step(String fingerprints, boolean retracted) {
        Revisions.Step step = revisions.step(fingerprints, retracted, offset++);
        revisions = step.next();
        return step;
    }

    @Test
    void saysWhatChanged() {
        assertThat(step("a.b.c", false).changed()).isEmpty();
        assertThat(step("A.b.c", false).changed()).containsExactly("title");
        assertThat(step("A.B.C", false).changed()).containsExactly("summary", "body");
        assertThat(step("A.B.C", true).changed()).containsExactly("retracted");
        assertThat(revisions.entries()).hasSize(4);
    }

    @Test
    void takesAHeadlineThatFlipsBackForARepeat() {
        step("a.b.c", false);
        step("A.b.c", false);
        assertThat(step("a.b.c", false).revision()).isZero();
    }

    @Test
    void takesWhatIsMissingForNoChangeAndWhatIsNewForOne() {
        step("a.b.", false);
        assertThat(step("a..", false).revision()).isZero();
        assertThat(step("a.b.c", false))
                .extracting(Revisions.Step::revision, Revisions.Step::changed)
                .containsExactly(2, List.of("body"));
        assertThat(step("a.b.", false).revision()).isZero();
    }

    @Test
    void answersARereadOffsetAsBefore() {
        step("a.b.c", false);
        Revisions.Step first = step("A.b.c", false);
        step("B.b.c", false);
        Revisions.Step again = revisions.step("A.b.c", false, 1);
        assertThat(again.revision()).isEqualTo(first.revision());
        assertThat(again.changed()).isEqualTo(first.changed());
    }
}
