package org.tocsin.alerts.subscription;

import java.util.List;
import org.tocsin.alerts.channel.Problem;
import org.tocsin.model.Form;
import org.tocsin.model.Subscription;
import tools.jackson.databind.JsonNode;

/** A subscription as people write it. */
final class SubscriptionForm {
    private SubscriptionForm() {}

    /** The subscription in {@code node}; {@link Refused} names the first field that cannot be what it is. */
    static Subscription read(JsonNode node) {
        String id = node.path("id").asString("");
        if (!node.isObject()) {
            throw new Refused(id, List.of(new Problem("", "a subscription is a group of fields")));
        }
        try {
            Subscription read = Form.read(node, Subscription.class);
            if (!read.enabled()) {
                throw new Refused(
                        id,
                        List.of(new Problem("enabled", "write paused: true to hold it, or remove the subscription")));
            }
            return read;
        } catch (Form.Refused e) {
            throw new Refused(id, List.of(new Problem(e.field(), e.reason())));
        }
    }
}
