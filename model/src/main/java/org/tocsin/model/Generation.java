package org.tocsin.model;

import java.time.Instant;

/**
 * What the past is read from. The latest record is in force.
 *
 * @param topic that holds the enriched articles tagged anew, in place of those of the live topic before {@code until};
 *     empty for the live topic alone
 * @param until offset of the live topic from which on it is read itself
 * @param knowledge version that the articles of {@code topic} are tagged with
 * @param back whether it is the way back from the record that was in force
 */
public record Generation(String topic, long until, String knowledge, Instant at, boolean back) {
    /** Header of a record tagged anew: the offset of the live record that it stands for, 8 bytes. */
    public static final String STANDS_FOR = "tocsin-stands-for";

    public Generation {
        topic = topic == null ? "" : topic;
        knowledge = knowledge == null ? "" : knowledge;
    }
}
