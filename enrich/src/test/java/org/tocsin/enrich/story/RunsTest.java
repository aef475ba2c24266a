package org.tocsin.enrich.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RunsTest {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");
    private static final double STORIES = 100;

    private final Runs runs = new Runs();

    private static Cluster story(String id) {
        return new Cluster(
                id,
                1,
                new Footprint(
                        id,
                        1,
                        "en",
                        NOON,
                        "wire",
                        id,
                        new int[0],
                        new byte[0],
                        new int[0],
                        new int[0],
                        List.of(),
                        List.of(),
                        new int[0],
                        true));
    }

    private double left(Instant time, Cluster story) {
        return runs.left(time, story, 1, STORIES);
    }

    @Test
    void asksLessOfTheStoryOfTheLastMinuteWhereArticlesComeInRuns() {
        Cluster one = story("one");
        for (int i = 0; i < 60; i++) {
            runs.next(NOON.plusMillis(i), one, true);
        }
        assertThat(left(NOON, one)).isLessThan(0.5);
        assertThat(left(NOON, story("other"))).isEqualTo(1);
        assertThat(left(NOON.plusSeconds(120), one)).isEqualTo(1);
    }

    @Test
    void asksAsMuchOfEveryStoryWhereArticlesAreMixed() {
        List<Cluster> many =
                IntStream.range(0, 60).mapToObj(i -> story("story" + i)).toList();
        for (int i = 0; i < 600; i++) {
            runs.next(NOON.plusMillis(i), many.get(i * 7 % 60), true);
        }
        assertThat(left(NOON, many.get(0))).isGreaterThan(0.98);
    }

    @Test
    void doesNotTrustRunsThatOnlyHeldBecauseTheyWereTrusted() {
        Cluster one = story("one");
        for (int i = 0; i < 60; i++) {
            runs.next(NOON.plusMillis(i), one, false);
        }
        assertThat(left(NOON, one)).isEqualTo(1);
    }

    /** A wire of one article a minute is no run, whatever the stream was like before. */
    @Test
    void takesOneArticleAloneForNoRun() {
        Cluster one = story("one");
        for (int i = 0; i < 60; i++) {
            runs.next(NOON.plusMillis(i), one, true);
        }
        Instant later = NOON.plusSeconds(600);
        Cluster other = story("other");
        double inARun = left(NOON, one);
        runs.next(later, other, true);
        assertThat(left(later.plusSeconds(50), other)).isGreaterThan(inARun + 0.1);
    }
}
