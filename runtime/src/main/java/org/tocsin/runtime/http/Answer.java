package org.tocsin.runtime.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a {@link Request}. */
public sealed interface Answer {

    /**
     * The server answered, with whatever status.
     *
     * @param url where the answer came from, after redirects
     * @param moved where permanent redirects (301, 308) alone lead to, null without any; the place to ask next time
     * @param headers names in lower case
     * @param body after decompression; empty for HEAD
     * @param cut whether the body went on
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Received(
            int status, WebUrl url, @Nullable WebUrl moved, Map<String, List<String>> headers, byte[] body, boolean cut)
            implements Answer {
        /** The first value of a header, empty without one. */
        public String header(String name) {
            List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
            return values == null ? "" : values.getFirst();
        }

        /** Whether the status is 200 to 299. */
        public boolean successful() {
            return status / 100 == 2;
        }
    }

    /** No answer that could be used; {@code message} says why in words fit for an operator. */
    record Failed(Reason reason, String message) implements Answer {}

    /** Why there is no answer. */
    enum Reason {
        /** The guard refused scheme, port or address. */
        REFUSED,
        /** The host's name has no address. */
        NAME,
        /** No connection, or it broke. */
        CONNECTION,
        /** The server's certificate or its TLS. */
        TLS,
        /** The time was up. */
        TIME,
        /** Too many bytes, before or after decompression, or too many or too long headers. */
        SIZE,
        /** Decompression made too much out of too little. */
        RATIO,
        /** Too many redirects, a loop, or one that leads nowhere. */
        REDIRECT,
        /** Compressed in a way that cannot be read. */
        ENCODING,
        /** Not HTTP. */
        PROTOCOL
    }
}
