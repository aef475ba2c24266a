package org.tocsin.alerts.channel;

import java.util.List;
import org.tocsin.model.Destination;

/**
 * A channel that readers fetch from: the stream and the feeds of a subscription are made from {@code tocsin.alerts}
 * whenever someone asks, so there is nothing to send. Every subscription has them, named or not.
 */
record Fetched(String name) implements Channel {
    @Override
    public List<Problem> check(Destination destination, String secret) {
        return List.of();
    }

    @Override
    public Result send(Message message) {
        return new Result.Delivered();
    }
}
