package org.tocsin.replay.recall;

import java.util.regex.Pattern;

/** Addresses of the web as people write them in lists: with their scheme in any case, or without it. */
public final class WebAddress {
    private static final Pattern WHOLE = Pattern.compile("https?://\\S+", Pattern.CASE_INSENSITIVE);
    private static final String HOST = "[\\p{L}\\p{N}_-]+(?:\\.[\\p{L}\\p{N}_-]+)*\\.\\p{L}{2,}(?::\\d+)?";
    private static final Pattern BARE =
            Pattern.compile("(?://" + HOST + "(?:[/?]\\S*)?|" + HOST + "/\\S+|www\\." + HOST + ")");

    private WebAddress() {}

    /**
     * The text as an address with a scheme; empty when it is none. One without a scheme is a host and a path; a host alone may
     * be a name, such as Booking.com, and is none unless it begins with {@code www}.
     */
    public static String of(String text) {
        String stripped = text.strip();
        if (WHOLE.matcher(stripped).matches()) {
            return stripped;
        }
        return BARE.matcher(stripped).matches() ? "https://" + stripped.replaceFirst("^//", "") : "";
    }
}
