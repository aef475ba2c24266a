package org.tocsin.replay.job;

import org.tocsin.replay.recall.Recall;

/** Reads what others report, as articles are taken in. */
public interface Outside {
    /**
     * The report of a headline, an address or both.
     *
     * @param headline empty when only the address is known
     * @param address empty when only the headline is known
     * @throws IllegalArgumentException when it has neither, or no address can be made of what is given
     */
    Recall.Report report(String headline, String address);
}
