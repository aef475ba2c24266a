package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * When alerts go out.
 *
 * @param minutes length of a digest of {@link Kind#EVERY}, 1 to 1,440, counted from the beginning of 1970, so from
 *     midnight UTC where a day is a multiple of it
 * @param at local time of day of a daily or weekly digest, as {@code 08:30}
 * @param day of a weekly digest, as {@code monday}
 * @param zone time zone of {@code at}, as {@code Europe/Kyiv}
 */
public record Schedule(Kind kind, int minutes, String at, String day, String zone) {
    /** One alert at once, or several in one digest. */
    public enum Kind {
        @JsonProperty("at-once")
        AT_ONCE,
        @JsonProperty("every")
        EVERY,
        @JsonProperty("hourly")
        HOURLY,
        @JsonProperty("daily")
        DAILY,
        @JsonProperty("weekly")
        WEEKLY
    }

    public static final Schedule AT_ONCE = new Schedule(Kind.AT_ONCE, 0, "", "", "");

    public Schedule {
        kind = kind == null ? Kind.AT_ONCE : kind;
        at = at == null ? "" : at;
        day = day == null ? "" : day;
        zone = zone == null ? "" : zone;
    }
}
