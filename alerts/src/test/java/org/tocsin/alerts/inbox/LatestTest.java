package org.tocsin.alerts.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Alert;
import org.tocsin.model.Json;

final class LatestTest {
    private final List<String> lookedUp = new ArrayList<>();

    private static Alert alert(String id, String subscription) {
        return Json.mapper()
                .readValue(
                        "{\"id\": \"%s\", \"kind\": \"first\", \"subscription\": \"%s\"}".formatted(id, subscription),
                        Alert.class);
    }

    private static List<String> ids(List<Alert> alerts) {
        return alerts.stream().map(Alert::id).toList();
    }

    @Test
    void keepsWhatASubscriptionGotWhateverOthersGet() {
        Latest latest = new Latest(3, 10, id -> {
            lookedUp.add(id);
            return List.of(alert("two", id), alert("one", id));
        });
        latest.come(alert("unasked", "quiet"));
        assertThat(ids(latest.of("quiet"))).containsExactly("two", "one");
        for (int i = 0; i < 50_000; i++) {
            latest.come(alert("other" + i, "busy"));
        }
        latest.come(alert("three", "quiet"));
        latest.come(alert("three", "quiet"));
        latest.come(alert("four", "quiet"));
        assertThat(ids(latest.of("quiet"))).containsExactly("four", "three", "two");
        assertThat(lookedUp).containsExactly("quiet");
    }

    @Test
    void joinsWhatComesWhileItLooksUp() {
        Latest[] latest = new Latest[1];
        latest[0] = new Latest(3, 10, id -> {
            latest[0].come(alert("new", id));
            return List.of(alert("old", id));
        });
        assertThat(ids(latest[0].of("s"))).containsExactly("new", "old");
    }

    @Test
    void forgetsTheFeedThatWasNotAskedForForLongest() {
        Latest latest = new Latest(3, 2, id -> {
            lookedUp.add(id);
            return List.of();
        });
        List.of("a", "b", "a", "c", "a", "b").forEach(latest::of);
        assertThat(lookedUp).containsExactly("a", "b", "c", "b");
    }
}
