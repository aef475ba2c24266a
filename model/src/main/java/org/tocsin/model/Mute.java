package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription will not hear of.
 *
 * @param value id of the story, source or topic; a source also by name or domain
 * @param until when it ends, null for never
 */
public record Mute(Kind kind, String value, @Nullable Instant until) {
    /** What is muted. */
    public enum Kind {
        @JsonProperty("story")
        STORY,
        @JsonProperty("source")
        SOURCE,
        @JsonProperty("topic")
        TOPIC
    }

    public Mute {
        kind = kind == null ? Kind.STORY : kind;
        value = value == null ? "" : value;
    }
}
