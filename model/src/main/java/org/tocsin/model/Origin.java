package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an article reached the log; only live and late ones alert. */
public enum Origin {
    @JsonProperty("live")
    LIVE,
    @JsonProperty("late")
    LATE,
    @JsonProperty("backfill")
    BACKFILL,
    @JsonProperty("replay")
    REPLAY;

    /** Whether an article of this origin may alert anyone. */
    public boolean alerts() {
        return this == LIVE || this == LATE;
    }
}
