package org.tocsin.alerts.channel;

import java.util.List;
import org.tocsin.model.Destination;

/** The far end of a channel: it takes what is sent, checks that it is in the channel's published form, and shows it. */
interface Peer extends AutoCloseable {
    Channel channel();

    Destination destination();

    /** In the clear. */
    default String secret() {
        return "";
    }

    /** One that the channel must refuse when it is saved. */
    Destination bad();

    /** What readers see of each message so far, with every mark of the format taken off or made into text. */
    List<String> seen();

    /** What would show that a text has broken out of its place in what was sent last; empty when all is well. */
    String broken();

    @Override
    default void close() {}
}
