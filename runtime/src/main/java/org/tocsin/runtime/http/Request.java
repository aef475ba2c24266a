package org.tocsin.runtime.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to send.
 *
 * @param headers besides Host, User-Agent, Accept-Encoding and the framing, which the client writes
 * @param body empty for GET and HEAD; not copied
 * @param hostDelay pause between the end of one request and the begin of the next to the same host, one at a time; null
 *     when requests need not take turns
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Request(
        Method method,
        WebUrl url,
        Map<String, String> headers,
        byte[] body,
        Limits limits,
        @Nullable Duration hostDelay) {

    /** What to do. */
    public enum Method {
        GET,
        HEAD,
        POST,
        PUT;

        boolean hasBody() {
            return this == POST || this == PUT;
        }
    }

    public Request {
        headers = Map.copyOf(headers);
        if (!method.hasBody() && body.length > 0) {
            throw new IllegalArgumentException(method + " has no body");
        }
        headers.forEach((name, value) -> {
            if (!name.matches("[\\w!#$%&'*+.^`|~-]+") || !value.matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
                throw new IllegalArgumentException("header " + name + " cannot be sent");
            }
        });
    }

    public static Request get(WebUrl url, Limits limits) {
        return new Request(Method.GET, url, Map.of(), new byte[0], limits, null);
    }

    public static Request post(WebUrl url, String contentType, byte[] body, Limits limits) {
        return new Request(Method.POST, url, Map.of("content-type", contentType), body, limits, null);
    }

    /** The same request with one more header; an empty value leaves it out. */
    public Request with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        String key = name.toLowerCase(Locale.ROOT);
        if (value.isEmpty()) {
            more.remove(key);
        } else {
            more.put(key, value);
        }
        return new Request(method, url, more, body, limits, hostDelay);
    }

    /** The same request, sent when no other that takes turns runs on its host and {@code delay} has passed since. */
    public Request politely(Duration delay) {
        return new Request(method, url, headers, body, limits, delay);
    }
}
