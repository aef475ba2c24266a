package org.tocsin.runtime.access;

import java.util.List;
import java.util.Locale;

/** What a token may do. */
public enum Scope {
    /** Ask for anything. */
    READ,
    /** Push articles. */
    INGEST,
    /** Ask, and change subscriptions and judge alerts. */
    SUBSCRIBE,
    /** Everything. */
    ADMIN;

    /** The scope of its name in small letters; {@link IllegalArgumentException} lists the known ones. */
    public static Scope of(String name) {
        for (Scope scope : values()) {
            if (scope.toString().equals(name)) {
                return scope;
            }
        }
        throw new IllegalArgumentException("scope " + name + " is unknown; known are " + List.of(values()));
    }

    /** Whether having this one is enough where {@code needed} is asked for. */
    boolean covers(Scope needed) {
        return this == ADMIN || this == needed || (this == SUBSCRIBE && needed == READ);
    }

    /** What a request needs. */
    static Scope neededFor(String method, String path) {
        // whoever may ask sees and ends its own sessions
        if (method.equals("GET") || method.equals("HEAD") || path.startsWith("/api/v1/sessions/")) {
            return READ;
        }
        if (path.equals("/api/v1/articles")) {
            return INGEST;
        }
        return path.startsWith("/api/v1/subscriptions") || path.startsWith("/api/v1/alerts") ? SUBSCRIBE : ADMIN;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
