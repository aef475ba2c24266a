package org.tocsin.enrich.quality;

/** Told how far a measurement is, to show it to whoever waits. */
public interface Progress {
    /** Shows nothing. */
    Progress SILENT = () -> {};

    /** One more item is done. */
    void step();
}
