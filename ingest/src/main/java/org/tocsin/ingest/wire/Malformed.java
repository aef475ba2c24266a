package org.tocsin.ingest.wire;

/** A document that is in none of the formats; the message says where and what. */
public final class Malformed extends Exception {
    Malformed(String message) {
        super(message);
    }
}
