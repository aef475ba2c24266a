package org.tocsin.alerts.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.Refusal;

/**
 * Whatever stands in a file of subscriptions, it is read or refused with a reason, and what was read is written so that it
 * is read again. The ordinary tests run the kept seeds; {@code ./tocsin fuzz subscriptions MINUTES} looks for new ones.
 */
final class SubscriptionFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void subscriptions(byte[] data) {
        List<Subscription> read;
        try {
            read = SubscriptionFiles.parse(data);
        } catch (IllegalArgumentException | Refusal e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        assertThat(SubscriptionFiles.parse(SubscriptionFiles.write(read).getBytes(StandardCharsets.UTF_8)))
                .extracting(Subscription::id)
                .containsExactlyInAnyOrderElementsOf(
                        read.stream().map(Subscription::id).toList());
    }
}
