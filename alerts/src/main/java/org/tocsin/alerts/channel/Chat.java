package org.tocsin.alerts.channel;

import org.tocsin.model.Destination;
import org.tocsin.runtime.http.GuardedClient;

/**
 * A chat that takes posts at an incoming address. Whoever knows the address can post, so it is better given as the secret,
 * with a name of the user's choice as the target; it may also be the target itself.
 */
abstract class Chat extends HttpChannel {
    /** Articles that one message lists. */
    static final int ITEMS = 15;

    Chat(String name, GuardedClient client) {
        super(name, client);
    }

    @Override
    final String address(Destination destination, String secret) {
        return secret.isEmpty() ? destination.target() : secret;
    }

    @Override
    final String addressField(String secret) {
        return secret.isEmpty() ? "target" : "secret";
    }

    final String address(Message message) {
        return address(message.destination(), message.secret());
    }

    static String more(Telling telling) {
        return telling.more() == 0 ? "" : "and %d more".formatted(telling.more());
    }
}
