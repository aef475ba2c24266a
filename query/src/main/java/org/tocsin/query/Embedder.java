package org.tocsin.query;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Tells where the meaning of a text lies, for {@code like:}. Tocsin brings none: a jar on the class path that provides
 * this service switches {@code like:} on; without one such a query is refused when it is saved.
 */
public interface Embedder {
    /** A direction, as many numbers for every text; texts that mean nearly the same point nearly alike. Thread-safe. */
    float[] vector(String text);

    /** The one on the class path, null when there is none. */
    static @Nullable Embedder installed() {
        return Installed.EMBEDDER;
    }

    /** Looked up once. */
    final class Installed {
        private static final @Nullable Embedder EMBEDDER =
                ServiceLoader.load(Embedder.class).findFirst().orElse(null);

        private Installed() {}
    }
}
