package org.tocsin.model;

/**
 * Local hours in which alerts are held; they go out in one digest when the hours end.
 *
 * @param zone time zone, as {@code Asia/Seoul}
 * @param from local time of day at which they begin, as {@code 22:00}
 * @param to local time of day at which they end, before {@code from} when they span midnight
 * @param override alerts of this priority or a higher one go out all the same
 */
public record QuietHours(String zone, String from, String to, Priority override) {
    public QuietHours {
        zone = zone == null ? "" : zone;
        from = from == null ? "" : from;
        to = to == null ? "" : to;
        override = override == null ? Priority.URGENT : override;
    }
}
