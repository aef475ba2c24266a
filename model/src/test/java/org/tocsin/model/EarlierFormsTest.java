package org.tocsin.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an earlier version wrote to the log is still understood. */
final class EarlierFormsTest {
    private static final String SUBSCRIPTION = """
            {"id": "s-1", "name": "Captured", "query": "captured", "channel": "webhook",
             "target": "https://example.org/hook", "secret": "whsec_c2VjcmV0", "enabled": true, "version": 3}""";

    private static <T> T read(String json, Class<T> type) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    @Test
    void aSubscriptionWithOneDestination() {
        Subscription read = read(SUBSCRIPTION, Subscription.class);
        assertThat(read.destinations())
                .containsExactly(new Destination("webhook", "https://example.org/hook", Map.of(), "whsec_c2VjcmV0"));
        assertThat(read.wants(Send.NEWS)).isTrue();
        assertThat(read.wants(Send.UPDATES)).isFalse();
        assertThat(read.enabled()).isTrue();
        assertThat(read("{\"id\": \"s\", \"channel\": \"stream\"}", Subscription.class)
                        .destinations())
                .isEqualTo(List.of());
    }

    @Test
    void aMatchAndAMessageThatHeldTheSubscription() {
        Match match = read("{\"subscription\": " + SUBSCRIPTION + ", \"offset\": 7}", Match.class);
        assertThat(match.subscription()).isEqualTo("s-1");
        assertThat(match.subscriptionVersion()).isEqualTo(3);
        OutboxMessage message =
                read("{\"subscription\": " + SUBSCRIPTION + ", \"alert\": {\"id\": \"a-1\"}}", OutboxMessage.class);
        assertThat(message.endpoint()).isEqualTo("s-1");
        assertThat(message.destination().target()).isEqualTo("https://example.org/hook");
    }

    @Test
    void noSecretShowsInMessages() {
        assertThat(read(SUBSCRIPTION, Subscription.class).toString()).doesNotContain("c2VjcmV0");
    }
}
