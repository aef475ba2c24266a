package org.tocsin.app.migrate;

/** Hears how many offsets have been gone over since it heard last. */
@FunctionalInterface
public interface Steps {
    void made(long offsets);
}
