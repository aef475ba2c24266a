package org.tocsin.runtime.http;

import java.time.Duration;

/**
 * How much one request may take.
 *
 * @param total time from the call to the last byte, waiting for others and redirects included, pauses between requests to a
 *     host not
 * @param idle longest time without a byte
 * @param wireBytes most bytes of the body as sent
 * @param bytes most bytes of the body after decompression
 * @param redirects most redirects that are followed; with 0 a redirect is an answer like any other
 * @param cut whether a longer body is cut at {@code bytes} and the rest left unread, instead of being a failure
 */
public record Limits(Duration total, Duration idle, long wireBytes, long bytes, int redirects, boolean cut) {
    /** Beyond the first MiB a body may grow by this factor in decompression. */
    public static final int MAX_RATIO = 100;

    /** Most redirects that may be asked for. */
    public static final int MAX_REDIRECTS = 10;

    private static final int MIB = 1024 * 1024;

    /** For a feed, a sitemap or robots.txt. */
    public static final Limits FEED =
            new Limits(Duration.ofSeconds(30), Duration.ofSeconds(15), 8 * MIB, 32 * MIB, 5, false);

    /** For an article's page. */
    public static final Limits PAGE =
            new Limits(Duration.ofSeconds(30), Duration.ofSeconds(15), 8 * MIB, 16 * MIB, 5, false);

    /** For a message to an endpoint: no redirects, the first 16 KiB of the answer. */
    public static final Limits MESSAGE =
            new Limits(Duration.ofSeconds(15), Duration.ofSeconds(15), 16 * 1024, 16 * 1024, 0, true);

    public Limits {
        if (total.isNegative() || total.isZero() || total.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("a request may take up to 10 minutes, not " + total);
        }
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("the longest silence must be positive, not " + idle);
        }
        if (wireBytes < 0 || bytes < 0 || bytes > 512L * MIB) {
            throw new IllegalArgumentException("a body may have 0 to 512 MiB");
        }
        if (redirects < 0 || redirects > MAX_REDIRECTS) {
            throw new IllegalArgumentException("0 to %d redirects may be followed".formatted(MAX_REDIRECTS));
        }
    }

    /** The same limits with another time. */
    public Limits within(Duration time) {
        return new Limits(time, idle.compareTo(time) < 0 ? idle : time, wireBytes, bytes, redirects, cut);
    }
}
