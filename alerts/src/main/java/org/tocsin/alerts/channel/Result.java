package org.tocsin.alerts.channel;

/** What became of an attempt. */
public sealed interface Result {
    /** The receiver has it. */
    record Delivered() implements Result {}

    /**
     * It is to be tried again.
     *
     * @param retryAfter seconds that the receiver asked to be left alone, 0 when it did not say
     */
    record Failed(String reason, long retryAfter) implements Result {}

    /** The receiver wants nothing more, ever. */
    record Gone(String reason) implements Result {}
}
