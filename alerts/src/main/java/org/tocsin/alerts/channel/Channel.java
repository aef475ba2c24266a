package org.tocsin.alerts.channel;

import java.util.List;
import java.util.Set;
import org.tocsin.model.Destination;

/** One way to people or programs. Thread-safe. */
public interface Channel {
    /** As destinations call it. */
    String name();

    /**
     * What is wrong with the destination, empty when nothing is. Contacts no one.
     *
     * @param secret in the clear, empty for none
     */
    List<Problem> check(Destination destination, String secret);

    /** Names of the options that it asks for, besides {@code ordered}, which every channel has. */
    default Set<String> options() {
        return Set.of();
    }

    /**
     * What the destination shares with others that hang when it hangs: the host that is asked, or else the channel.
     *
     * @param secret in the clear, empty for none
     */
    default String host(Destination destination, String secret) {
        return name();
    }

    /** Sends one message and waits for the answer; failures are values. */
    Result send(Message message);
}
