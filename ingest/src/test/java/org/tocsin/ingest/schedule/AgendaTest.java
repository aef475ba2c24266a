package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AgendaTest {
    private static final Instant START = Instant.EPOCH;
    private final Agenda agenda = new Agenda(Duration.ofSeconds(2));

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    @Test
    void asksAHostOnceAtATimeWithAPause() {
        agenda.put("a", "h", START);
        agenda.put("b", "h", START);
        agenda.put("c", "other", START);
        List<Agenda.Turn> first = agenda.take(START, 10);
        assertThat(first).extracting(Agenda.Turn::feed).containsExactly("a", "c");
        assertThat(agenda.take(at(5), 10)).isEmpty();
        agenda.done(first.getFirst(), at(5));
        assertThat(agenda.take(at(6), 10)).isEmpty();
        assertThat(agenda.next()).isEqualTo(at(7));
        assertThat(agenda.take(at(7), 10)).extracting(Agenda.Turn::feed).containsExactly("b");
    }

    @Test
    void letsAHostGoWhenAFeedThatWaitsForItIsRemoved() {
        for (String feed : List.of("a", "b", "c")) {
            agenda.put(feed, "h", START);
        }
        Agenda.Turn turn = agenda.take(START, 1).getFirst();
        assertThat(agenda.take(START, 10)).isEmpty();
        agenda.remove("b");
        agenda.done(turn, START);
        assertThat(agenda.take(at(2), 10)).extracting(Agenda.Turn::feed).containsExactly("c");
    }

    @Test
    void losesNoFeedWhateverIsPutRemovedAndDoneSeed11() {
        Random random = new Random(11);
        Map<String, Agenda.Turn> asked = new HashMap<>();
        Map<String, Long> lastEnd = new HashMap<>();
        Map<String, Boolean> listed = new HashMap<>();
        for (long second = 0; second < 20_000; second++) {
            String feed = "f" + random.nextInt(40);
            if (!asked.containsKey(feed)) {
                if (random.nextInt(10) == 0) {
                    agenda.remove(feed);
                    listed.remove(feed);
                } else {
                    agenda.put(feed, "h" + Math.floorMod(feed.hashCode(), 7), at(second + random.nextInt(20)));
                    listed.put(feed, true);
                }
            }
            for (Agenda.Turn turn : agenda.take(at(second), 3)) {
                assertThat(asked.values()).noneMatch(other -> other.host().equals(turn.host()));
                assertThat(second - lastEnd.getOrDefault(turn.host(), -10L)).isGreaterThanOrEqualTo(2);
                asked.put(turn.feed(), turn);
            }
            for (Agenda.Turn turn : new ArrayList<>(asked.values())) {
                if (random.nextInt(3) == 0) {
                    asked.remove(turn.feed());
                    lastEnd.put(turn.host(), second);
                    agenda.done(turn, at(second));
                    agenda.remove(turn.feed());
                    listed.remove(turn.feed());
                }
            }
        }
        for (long second = 20_000; second < 20_400; second++) {
            for (Agenda.Turn turn : new ArrayList<>(asked.values())) {
                agenda.done(turn, at(second));
                listed.remove(turn.feed());
            }
            asked.clear();
            agenda.take(at(second), 10).forEach(turn -> asked.put(turn.feed(), turn));
        }
        assertThat(listed).as("each that was put has been taken in the end").isEmpty();
    }
}
