package org.tocsin.runtime;

/** A mistake of the user, said in one sentence that names what, where and what to do. */
public final class Refusal extends RuntimeException {
    public Refusal(String message) {
        super(message);
    }

    public Refusal(String message, Throwable cause) {
        super(message, cause);
    }
}
