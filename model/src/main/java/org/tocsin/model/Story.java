package org.tocsin.model;

import java.time.Instant;
import java.util.List;

/** Articles of all languages about one event. */
public record Story(
        String id,
        String headline,
        int size,
        List<String> sources,
        Instant firstSeen,
        Instant lastSeen,
        String mergedInto) {
    public Story {
        sources = sources == null ? List.of() : List.copyOf(sources);
        mergedInto = mergedInto == null ? "" : mergedInto;
    }
}
