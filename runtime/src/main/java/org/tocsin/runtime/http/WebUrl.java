package org.tocsin.runtime.http;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http or https address as it is sent: host in lower case and ASCII, path and query percent-encoded, no fragment.
 *
 * @param scheme {@code http} or {@code https}
 * @param credentials {@code user:password} as written before the host, empty for none
 * @param host a name or address; an IPv6 address in brackets
 * @param port 1 to 65,535; the default of the scheme when none was written
 * @param target path and query, beginning with a slash
 */
public record WebUrl(String scheme, String credentials, String host, int port, String target) {
    /** Longest address, in characters. */
    public static final int MAX_LENGTH = 4096;

    /** What stands for a password that is known and not shown. */
    private static final String KEPT = "(kept)";

    private static final Pattern SHAPE = Pattern.compile("(?i)(https?)://([^/?#\\\\]*)([^#]*)(?:#.*)?");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(.*)@)?(\\[[0-9a-fA-F:.]+(?:%[\\w.]+)?]|[^:\\[\\]]+)(?::(\\d{0,5}))?");
    private static final Pattern ANY_SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
    /** Numbers of which one is octal or hexadecimal: systems disagree on what they mean, and no publisher writes so. */
    private static final Pattern AMBIGUOUS =
            Pattern.compile("(?=.*\\b0[0-9x])(?:0x[0-9a-f]*|[0-9]+)(?:\\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\\.?");

    /** User and password of what is no address, as far as any reader may take something for them. */
    private static final Pattern UNREAD_PASSWORD =
            Pattern.compile("^((?:[a-zA-Z][a-zA-Z0-9+.-]*://)?)(?:([^:@/]*:).*|[^:@/]*)@");

    private static final Pattern HOST = Pattern.compile("[a-z0-9._-]+|\\[.*]");

    /** Reads {@code text} as leniently as browsers do; {@link IllegalArgumentException} with the reason when it cannot be. */
    public static WebUrl parse(String text) {
        String clean = text.strip().replaceAll("[\\t\\r\\n]", "");
        if (clean.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("an address of %,d characters is refused; at most %,d may be used"
                    .formatted(clean.length(), MAX_LENGTH));
        }
        Matcher shape = SHAPE.matcher(clean);
        if (!shape.matches()) {
            throw new IllegalArgumentException(hidden(clean) + " is no http or https address");
        }
        String scheme = shape.group(1).toLowerCase(Locale.ROOT);
        Matcher authority = AUTHORITY.matcher(shape.group(2));
        if (!authority.matches()) {
            throw new IllegalArgumentException(hidden(clean) + " names no host");
        }
        String port = Objects.requireNonNullElse(authority.group(3), "");
        int number = port.isEmpty() ? defaultPort(scheme) : Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            throw new IllegalArgumentException(hidden(clean) + " names a port that does not exist");
        }
        String path = encode(shape.group(3));
        return new WebUrl(
                scheme,
                Objects.requireNonNullElse(authority.group(1), ""),
                host(authority.group(2), clean),
                number,
                path.startsWith("/") ? path : "/" + path);
    }

    /** The address that {@code reference} means on this page; {@link IllegalArgumentException} as {@link #parse}. */
    public WebUrl resolve(String reference) {
        String clean = reference.strip().replaceAll("[\\t\\r\\n]", "");
        if (ANY_SCHEME.matcher(clean).matches()) {
            return parse(clean);
        }
        if (clean.startsWith("//")) {
            return parse(scheme + ":" + clean);
        }
        String here = target.replaceFirst("\\?.*", "");
        String there = clean.replaceFirst("#.*", "");
        String joined = there.isEmpty()
                ? target
                : switch (there.charAt(0)) {
                    case '/' -> there;
                    case '?' -> here + there;
                    default -> here.substring(0, here.lastIndexOf('/') + 1) + there;
                };
        return new WebUrl(scheme, credentials, host, port, withoutDots(encode(joined)));
    }

    /** The same address without credentials. */
    public WebUrl anonymous() {
        return new WebUrl(scheme, "", host, port, target);
    }

    /**
     * The address as people and other programs are shown it: its password, or a user that has none and so may be a token,
     * stands as {@code (kept)}.
     */
    public String shown() {
        int colon = credentials.indexOf(':');
        String hidden = credentials.isEmpty() ? "" : credentials.substring(0, colon + 1) + KEPT;
        return new WebUrl(scheme, hidden, host, port, target).toString();
    }

    /** {@link #shown()} of {@code text}, which need not be an address; for logs, answers and errors. */
    public static String shown(String text) {
        try {
            return parse(text).shown();
        } catch (IllegalArgumentException e) {
            return hidden(text);
        }
    }

    /** Whether it has only what {@link #shown()} says of a password. */
    public boolean isShown() {
        return credentials.equals(KEPT) || credentials.endsWith(":" + KEPT);
    }

    private static String hidden(String text) {
        Matcher password = UNREAD_PASSWORD.matcher(text);
        return password.find()
                ? password.group(1) + Objects.requireNonNullElse(password.group(2), "") + KEPT + "@"
                        + text.substring(password.end())
                : text;
    }

    /** Whether credentials for this address may also go to {@code other}: same host, and never from https to http. */
    boolean trusts(WebUrl other) {
        boolean upgraded = scheme.equals("http")
                && other.scheme.equals("https")
                && port == defaultPort("http")
                && other.port == defaultPort("https");
        return host.equals(other.host) && (upgraded || (scheme.equals(other.scheme) && port == other.port));
    }

    boolean hasDefaultPort() {
        return port == defaultPort(scheme);
    }

    @Override
    public String toString() {
        return scheme + "://" + (credentials.isEmpty() ? "" : credentials + "@") + host
                + (hasDefaultPort() ? "" : ":" + port) + target;
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static String host(String written, String address) {
        String ascii;
        try {
            ascii = written.startsWith("[") ? written : IDN.toASCII(written, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(hidden(address) + " names a host that cannot exist", e);
        }
        String host = ascii.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches() || AMBIGUOUS.matcher(host).matches()) {
            throw new IllegalArgumentException(hidden(address) + " names a host that cannot exist");
        }
        return host;
    }

    private static String encode(String written) {
        StringBuilder out = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); ) {
            int point = written.codePointAt(i);
            boolean plain = point > 0x20 && point < 0x7f && "\"<>\\^`{|}%".indexOf(point) < 0;
            if (plain || (point == '%' && isHex(written, i + 1) && isHex(written, i + 2))) {
                out.appendCodePoint(point);
            } else if (point == '\\') {
                out.append('/');
            } else {
                for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
                }
            }
            i += Character.charCount(point);
        }
        return out.toString();
    }

    private static boolean isHex(String text, int at) {
        return at < text.length() && HexFormat.isHexDigit(text.charAt(at));
    }

    private static String withoutDots(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.equals(".")) {
                kept.add(segment);
            }
            if (i == segments.length - 1 && (segment.equals("..") || segment.equals("."))) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept) + (query < 0 ? "" : target.substring(query));
    }
}
