package org.tocsin.replay.reprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Generation;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.model.Topic;
import org.tocsin.replay.Generations;
import org.tocsin.replay.PastLog;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.KafkaSettings;

/** Over a log of articles that were tagged with nothing. */
final class ReprocessTest {
    private static final Instant DAY = Instant.parse("2025-01-11T00:00:00Z");
    private static final double FAST = 1e9;

    @TempDir
    private Path directory;

    private static final Knowledge knowledge = new Knowledge();
    private PastLog log;
    private Reprocess reprocess;
    private int number;

    @BeforeEach
    void fillALog() throws IOException {
        log = PastLog.start(directory);
        reprocess = new Reprocess(log.kafka(), () -> DAY);
        fill(10);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void fill(int articles) {
        for (int i = 0; i < articles; i++) {
            log.put(PastLog.enriched(
                    PastLog.article("a" + number, "Zelensky visits Kyiv", DAY.plus(Duration.ofHours(number))),
                    "story",
                    number == 0,
                    ++number));
        }
        log.written();
    }

    /** Offset and knowledge of every article of the past. */
    private List<String> past(Instant since) {
        List<String> read = new ArrayList<>();
        Scan.Outcome _ = Scan.run(
                log.kafka(),
                Topic.ENRICHED,
                Scan.range(log.kafka(), Topic.ENRICHED, since),
                item -> read.add(item.offset() + " " + item.value().article().id() + " "
                        + item.value().knowledgeVersion() + " " + item.value().story() + " "
                        + !item.value().mentions().isEmpty()),
                (done, all) -> assertThat(done).isLessThanOrEqualTo(all));
        return read;
    }

    private Reprocess.Outcome run() {
        return reprocess.run(knowledge, FAST, (done, all) -> {});
    }

    private Generation switchTo() {
        return reprocess.switchTo(knowledge, FAST, (done, all) -> {});
    }

    @Test
    void changesNothingUntilItIsSwitched() {
        List<String> before = past(Instant.EPOCH);
        Reprocess.Outcome outcome = run();

        assertThat(outcome.tagged()).isEqualTo(10);
        assertThat(outcome.standing().until()).isEqualTo(10);
        assertThat(past(Instant.EPOCH)).isEqualTo(before).allMatch(line -> line.endsWith("1+0 story false"));
    }

    @Test
    void readsThePastTaggedAnewAndWhatCameSinceFromTheLiveTopic() {
        run();
        fill(2);
        Generation generation = switchTo();
        fill(2);

        assertThat(generation.until()).isEqualTo(12);
        List<String> past = past(Instant.EPOCH);
        assertThat(past).hasSize(14);
        assertThat(past.subList(0, 12))
                .as("under their live offsets, with their stories")
                .allMatch(line -> line.endsWith(knowledge.version() + " story true"))
                .element(11)
                .asString()
                .startsWith("11 a11 ");
        assertThat(past.subList(12, 14)).allMatch(line -> line.endsWith("1+0 story false"));
        assertThat(past(DAY.plus(Duration.ofHours(11))))
                .as("looked up by time in both")
                .extracting(line -> line.split(" ", -1)[1])
                .containsExactly("a11", "a12", "a13");
    }

    @Test
    void goesOnWhereItWasBrokenOff() {
        assertThatThrownBy(() -> reprocess.run(knowledge, FAST, (done, all) -> {
                    if (done == 10) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        fill(5);

        Reprocess.Outcome outcome = run();
        assertThat(outcome.tagged()).as("not what was written before").isEqualTo(5);
        assertThat(outcome.standing().articles()).isEqualTo(15);
        switchTo();
        assertThat(past(Instant.EPOCH)).hasSize(15).doesNotHaveDuplicates();
    }

    @Test
    void losesAndDoublesNothingThoughItIsKilled() throws Exception {
        fill(290);
        Topic<EnrichedArticle> topic = Generations.topic(knowledge.version());
        for (int death = 1; death <= 3; death++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SlowReprocess.class.getName(),
                            log.kafka().bootstrap())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("killed.log").toFile())
                    .start();
            while (Generations.standsFor(log.kafka(), topic) < 40L * death) {
                assertThat(process.isAlive()).as("still at work").isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            process.destroyForcibly().waitFor();
        }
        assertThat(Generations.standsFor(log.kafka(), topic)).as("not done").isLessThan(290);

        assertThat(run().tagged()).as("not from the beginning").isLessThan(300 - 120);
        switchTo();
        assertThat(past(Instant.EPOCH))
                .hasSize(300)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.endsWith(knowledge.version() + " story true"));
    }

    /** In a process of its own, slow enough to be killed before it ends. */
    static final class SlowReprocess {
        private SlowReprocess() {}

        public static void main(String[] arguments) {
            var _ = new Reprocess(new KafkaSettings(arguments[0]), () -> DAY).run(knowledge, 50, (done, all) -> {});
        }
    }

    @Test
    void tagsEachOnceWhereTwoRunAtTheSameTime() {
        boolean[] begun = new boolean[1];
        Reprocess.Outcome first = reprocess.run(knowledge, FAST, (done, all) -> {
            if (!begun[0]) {
                begun[0] = true;
                fill(5);
                run();
            }
        });
        switchTo();

        assertThat(first.tagged()).isEqualTo(10);
        reprocess.run(knowledge, FAST, (done, all) -> {});
        assertThat(past(Instant.EPOCH)).hasSize(15).doesNotHaveDuplicates();
    }

    @Test
    void passesOverWhatAnotherRunHasWrittenToo() {
        run();
        try (Beside twice = new Beside(log.kafka(), Generations.topic(knowledge.version()))) {
            Scan.run(
                    log.kafka(),
                    Topic.ENRICHED,
                    Scan.live(log.kafka(), Topic.ENRICHED, null),
                    item -> new Beside.Again(item, item.value()),
                    twice::add,
                    (done, all) -> {});
            assertThat(twice.finish()).isEqualTo(10);
        }
        switchTo();

        assertThat(past(Instant.EPOCH))
                .hasSize(10)
                .allMatch(line -> line.endsWith(knowledge.version() + " story true"));
    }

    @Test
    void leavesArticlesThatComeMeanwhileToTheNextRun() {
        Reprocess.Outcome outcome = reprocess.run(knowledge, FAST, (done, all) -> fill(1));
        assertThat(outcome.standing().articles()).isEqualTo(10);
        assertThat(switchTo().until()).as("the switch adds them first").isEqualTo(number);
        assertThat(past(Instant.EPOCH)).hasSize(number).allMatch(line -> line.endsWith("true"));
    }

    @Test
    void readsToItsEndFromWhereItBeganThoughAnotherSwitches() {
        run();
        Scan.Range before = Scan.range(log.kafka(), Topic.ENRICHED, null);
        switchTo();
        Scan.Range after = Scan.range(log.kafka(), Topic.ENRICHED, null);
        reprocess.back();

        assertThat(knowledgeOf(before)).containsOnly("1+0");
        assertThat(knowledgeOf(after)).containsOnly(knowledge.version());
    }

    private List<String> knowledgeOf(Scan.Range range) {
        List<String> read = new ArrayList<>();
        Scan.Outcome _ = Scan.run(
                log.kafka(),
                Topic.ENRICHED,
                range,
                item -> read.add(item.value().knowledgeVersion()),
                (done, all) -> {});
        return read;
    }

    @Test
    void goesBackAndRemovesWhatIsNotInForce() {
        run();
        switchTo();
        assertThat(reprocess.all()).singleElement().matches(Reprocess.Standing::inForce);
        assertThatThrownBy(() -> reprocess.remove(knowledge.version())).hasMessageContaining("go back first");

        assertThat(reprocess.back().topic()).isEmpty();
        assertThat(past(Instant.EPOCH)).hasSize(10).allMatch(line -> line.endsWith("1+0 story false"));
        assertThatThrownBy(reprocess::back).hasMessageContaining("nothing to go back from");
        reprocess.remove(knowledge.version());
        assertThat(reprocess.all()).isEmpty();
    }

    @Test
    void goesBackStepByStep() {
        Knowledge other = new Knowledge();
        other.apply(new KnowledgeEdit("kursk", other.current("kursk"), null, null, true, DAY));
        run();
        String first = switchTo().topic();
        reprocess.run(other, FAST, (done, all) -> {});
        String second = reprocess.switchTo(other, FAST, (done, all) -> {}).topic();

        assertThat(second).isNotEqualTo(first);
        assertThat(reprocess.back().topic()).isEqualTo(first);
        assertThat(past(Instant.EPOCH)).allMatch(line -> line.contains(" " + knowledge.version() + " "));
        assertThat(reprocess.back().topic()).as("not forth again").isEmpty();
        assertThatThrownBy(reprocess::back).hasMessageContaining("nothing to go back from");

        switchTo();
        reprocess.switchTo(other, FAST, (done, all) -> {});
        switchTo();
        switchTo();
        assertThat(reprocess.back().topic()).as("though it was left before").isEqualTo(second);
        reprocess.remove(knowledge.version());
        assertThat(reprocess.back().topic()).as("over what is gone").isEmpty();
    }

    @Test
    void readsFromTheLiveTopicWhatIsNotThereYet() {
        Knowledge other = new Knowledge();
        other.apply(new KnowledgeEdit("kursk", other.current("kursk"), null, null, true, DAY));
        run();
        switchTo();
        reprocess.run(other, FAST, (done, all) -> {});
        reprocess.switchTo(other, FAST, (done, all) -> {});
        reprocess.remove(knowledge.version());
        assertThatThrownBy(() -> reprocess.run(knowledge, FAST, (done, all) -> {
                    if (done == 4) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        assertThat(reprocess.back().knowledge()).isEqualTo(knowledge.version());

        assertThat(past(Instant.EPOCH))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .anyMatch(line -> line.contains(" 1+0 story false"));
    }

    @Test
    void tellsOfEachArticleAndEndsWhenItIsTold() {
        List<Long> told = new ArrayList<>();
        assertThatThrownBy(() -> reprocess.run(knowledge, 20, (done, all) -> {
                    told.add(done);
                    assertThat(all).isEqualTo(10);
                    if (done == 3) {
                        throw new IllegalStateException("cancelled");
                    }
                }))
                .hasMessage("cancelled");

        assertThat(told).isSorted().startsWith(1L).doesNotContain(4L);
    }

    @Test
    void refusesToSwitchToWhatIsNotThere() {
        assertThatThrownBy(this::switchTo).hasMessageContaining("tocsin reprocess --with");
        assertThatThrownBy(() -> reprocess.run(knowledge, 0, (done, all) -> {})).hasMessageContaining("above 0");
    }

    @Test
    void keepsToItsRate() {
        long begin = System.nanoTime();
        reprocess.run(knowledge, 20, (done, all) -> {});

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(500));
    }
}
