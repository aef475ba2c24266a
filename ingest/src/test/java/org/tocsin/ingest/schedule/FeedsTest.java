package org.tocsin.ingest.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Feed;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/** The list of feeds on a broker. */
final class FeedsTest {
    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final String URL = "https://paper.example/feed";

    @TempDir
    private Path directory;

    @Test
    void keepsWhatAFeedWasGivenWhenItIsAddedAgain() {
        EmbeddedBroker broker = EmbeddedBroker.start(directory);
        try {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            try (Feeds feeds = new Feeds(kafka).start()) {
                feeds.add(Feeds.define(URL, "Paper", "war", List.of("uk"), 600, true, NOW));
                feeds.add(Feeds.define(URL, "", "", List.of(), 0, false, NOW.plusSeconds(60)));
                Feed again = feeds.add(Feeds.define(URL, "", "peace", List.of(), 0, false, NOW));
                assertThat(again)
                        .isEqualTo(Feeds.define(URL, "Paper", "peace", List.of("uk"), 600, true, NOW))
                        .isEqualTo(feeds.list().getFirst());
                assertThat(feeds.opml(NOW)).contains("text=\"peace\"", "title=\"Paper\"");
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void refusesAHealthThatNoFeedCanHave() {
        assertThat(Feeds.health("failing")).isEqualTo("failing");
        assertThatThrownBy(() -> Feeds.health("ill")).hasMessageContaining("new, ok, silent, failing, ended, paused");
    }
}
