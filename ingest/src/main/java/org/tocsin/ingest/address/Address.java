package org.tocsin.ingest.address;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The canonical form of an address: an absolute {@code http} or {@code https} address is spelt in one way, anything else
 * stays as it is but for blanks around it. {@code of(of(x))} equals {@code of(x)}.
 */
public final class Address {
    /** Longest address that is looked at, in UTF-16 code units; a longer one stays as it is. */
    public static final int MAX_LENGTH = 8_192;

    /** What is not settled by then, such as caches within caches, stays as it is. */
    private static final int MAX_PASSES = 8;

    private static final int MAX_LABEL = 64;
    private static final int MAX_AMP = "/amp.html".length();
    private static final Pattern PORT = Pattern.compile("(.*?):(\\d*)");
    private static final Pattern AMP_CACHE =
            Pattern.compile("/(?:amp|[civ])/(?:s/)?([^/]+\\.[^/]+/.*)", Pattern.DOTALL);
    private static final Pattern INDEX =
            Pattern.compile("/(?:index|default|home)\\.(?:s?html?|php\\d?|aspx?|jsp|cfm)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern AMP_END =
            Pattern.compile("(?:/amp|\\.amp)(\\.html?)?$|/amp\\.html?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern SESSION =
            Pattern.compile(";(?:jsessionid|sid|phpsessid)=[^/]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SCRIPT =
            Pattern.compile("\\.(?:php\\d?|aspx?|jsp|cgi|cfm)$", Pattern.CASE_INSENSITIVE);
    private static final Set<String> MOBILE = Set.of("m", "mobile", "mobil", "amp", "wap", "touch");
    private static final Set<String> SECOND_LEVEL =
            Set.of("co", "com", "org", "net", "gov", "ac", "edu", "go", "or", "ne");

    private static final Pattern EXTENSION = Pattern.compile("\\.(?:s?html?|php|aspx?|amp|stm|jsp|ece|cms)$");
    private static final String MONTH = "(?:0[1-9]|1[0-2])";
    private static final String DAY = "(?:0[1-9]|[12]\\d|3[01])";
    private static final Pattern DATE = Pattern.compile("(?:19|20)\\d\\d" + MONTH + DAY + "(?:\\d{2}|\\d{4}|\\d{6})?"
            + "|(?:" + DAY + MONTH + "|" + MONTH + DAY + ")(?:19|20)\\d\\d"
            // 120000518 is 12:00:00.518
            + "|(?:[01]\\d|2[0-3])[0-5]\\d[0-5]\\d{4}");

    private Address() {}

    /** The canonical form; see {@code docs/ingest.md} for the rules. */
    public static String of(String address) {
        String given = address.strip();
        if (given.length() > MAX_LENGTH) {
            return given;
        }
        String before = given;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            String after = once(before).strip();
            if (after.equals(before)) {
                return before;
            }
            before = after;
        }
        return given;
    }

    /** Whether {@code address} is one of the web, in whatever case its scheme is written. */
    public static boolean isWeb(String address) {
        return address.regionMatches(true, 0, "http://", 0, 7) || address.regionMatches(true, 0, "https://", 0, 8);
    }

    /** The host of a canonical address, empty when there is none. */
    public static String host(String canonical) {
        int start = start(canonical);
        if (start == 0) {
            return "";
        }
        String authority = canonical.substring(start, end(canonical, start, "/?#\\"));
        int colon = authority.lastIndexOf(':');
        return colon >= 0 && digits(authority, colon + 1) ? authority.substring(0, colon) : authority;
    }

    /**
     * The publisher's article number at the end of the last path segment of a canonical address: a letter and five or more
     * digits, or seven or more digits that are neither a date nor a time of day; empty when there is none.
     */
    public static String articleNumber(String canonical) {
        int start = start(canonical);
        if (start == 0) {
            return "";
        }
        String path = canonical.substring(end(canonical, start, "/?#\\"), end(canonical, start, "?#"));
        String last = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (last.indexOf('.') >= 0) {
            last = EXTENSION.matcher(last).replaceFirst("");
        }
        int digits = last.length();
        while (digits > 0 && digit(last.charAt(digits - 1))) {
            digits--;
        }
        boolean lettered = digits > 0 && letter(last.charAt(digits - 1));
        int first = lettered ? digits - 1 : digits;
        boolean apart = first == 0 || (!letter(last.charAt(first - 1)) && !digit(last.charAt(first - 1)));
        String number = last.substring(first);
        return apart
                        && number.length() >= (lettered ? 6 : 7)
                        && !DATE.matcher(number).matches()
                ? number
                : "";
    }

    private static boolean digit(char character) {
        return character >= '0' && character <= '9';
    }

    private static boolean letter(char character) {
        return character >= 'a' && character <= 'z';
    }

    /** Where the authority of a web address starts; 0 when it is none. */
    private static int start(String address) {
        return address.regionMatches(true, 0, "https://", 0, 8)
                ? 8
                : address.regionMatches(true, 0, "http://", 0, 7) ? 7 : 0;
    }

    /** Where the first of the characters of {@code ends} stands, else the length. */
    private static int end(String address, int start, String ends) {
        int first = address.length();
        for (int i = 0; i < ends.length(); i++) {
            int at = address.indexOf(ends.charAt(i), start, first);
            first = at < 0 ? first : at;
        }
        return first;
    }

    private static boolean digits(String text, int start) {
        int at = start;
        while (at < text.length() && digit(text.charAt(at))) {
            at++;
        }
        return at > start && at == text.length();
    }

    private static String once(String address) {
        int start = start(address);
        if (start == 0) {
            return address;
        }
        int fragmentAt = end(address, start, "#");
        int queryAt = Math.min(fragmentAt, end(address, start, "?"));
        int pathAt = Math.min(queryAt, end(address, start, "/\\"));
        String authority = authority(address.substring(start, pathAt));
        if (authority.isEmpty()) {
            return address;
        }
        String path = address.substring(pathAt, queryAt).replace('\\', '/');
        String given = queryAt < fragmentAt ? address.substring(queryAt + 1, fragmentAt) : "";
        String cached = cached(authority, path);
        if (cached != null) {
            return "https://" + cached + (queryAt < fragmentAt ? "?" + given : "");
        }
        path = path(path);
        String query = given.isEmpty() ? "" : query(given, SCRIPT.matcher(path).find());
        return "https://" + authority + path + (query.isEmpty() ? "" : "?" + query)
                + (address.startsWith("#!", fragmentAt) ? "#" + spelt(address.substring(fragmentAt + 1)) : "");
    }

    /** Host and port; without user, default port, {@code www} and mobile labels; empty when it is no host. */
    private static String authority(String given) {
        String rest = given.substring(given.lastIndexOf('@') + 1);
        String port = "";
        Matcher ported = PORT.matcher(rest);
        if (rest.indexOf(':') >= 0 && ported.matches()) {
            rest = ported.group(1);
            port = ported.group(2).replaceFirst("^0+(?=\\d)", "");
            port = Set.of("", "80", "443").contains(port) ? "" : ":" + port;
        }
        String host = host(rest, given);
        return host.isEmpty() ? "" : host + port;
    }

    private static String host(String given, String authority) {
        if (given.startsWith("[")) {
            return authority.contains("]") ? given.toLowerCase(Locale.ROOT) : "";
        }
        String host = given.toLowerCase(Locale.ROOT);
        if (host.length() >= MAX_LABEL || !isHost(host)) {
            try {
                host = IDN.toASCII(given, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
        if (host.isEmpty() || host.startsWith(".") || host.endsWith(".") || host.contains("..") || !isHost(host)) {
            return "";
        }
        int second = host.indexOf('.') + 1;
        return dress(host, 0) || dress(host, second) ? undressed(host) : host;
    }

    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char character = host.charAt(i);
            if (!letter(character) && !digit(character) && character != '-' && character != '.' && character != '_') {
                return false;
            }
        }
        return true;
    }

    /** Whether the label that starts at {@code at} only says how the page is shown. */
    private static boolean dress(String host, int at) {
        int end = host.indexOf('.', at);
        String label = end < 0 ? "" : host.substring(at, end);
        return MOBILE.contains(label)
                || label.equals("www")
                || (label.length() == 4 && label.startsWith("www") && digit(label.charAt(3)));
    }

    private static String undressed(String host) {
        List<String> labels = new ArrayList<>(List.of(host.split("\\.", -1)));
        for (int i = 0; i < labels.size() - 2; ) {
            boolean dress = dress(labels.get(i) + ".", 0);
            if (dress && i <= 1 && !suffix(labels.subList(i + 1, labels.size()))) {
                labels.remove(i);
            } else {
                i++;
            }
        }
        return String.join(".", labels);
    }

    private static boolean suffix(List<String> labels) {
        return labels.size() < 2
                || (labels.size() == 2
                        && SECOND_LEVEL.contains(labels.get(0))
                        && labels.get(1).length() == 2);
    }

    /** The address inside one of Google's or Bing's AMP caches, else null. */
    private static @org.jspecify.annotations.Nullable String cached(String authority, String path) {
        boolean cache = (authority.equals("google.com") && path.startsWith("/amp/"))
                || authority.equals("cdn.ampproject.org")
                || authority.endsWith(".cdn.ampproject.org")
                || authority.equals("bing-amp.com")
                || authority.endsWith(".bing-amp.com");
        Matcher inner = AMP_CACHE.matcher(path);
        return cache && inner.matches() ? inner.group(1) : null;
    }

    private static String path(String given) {
        String path =
                spelt(given.indexOf(';') < 0 ? given : SESSION.matcher(given).replaceAll(""));
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.removeLast();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        if (segments.size() > 1 && segments.getFirst().equalsIgnoreCase("amp")) {
            segments.removeFirst();
        }
        path = segments.isEmpty() ? "" : "/" + String.join("/", segments);
        if (path.indexOf('.') > 0) {
            path = INDEX.matcher(path).replaceFirst("");
        }
        Matcher amp = AMP_END.matcher(path);
        if (amp.find(Math.max(0, path.length() - MAX_AMP)) && amp.start() > 0) {
            path = path.substring(0, amp.start())
                    + (amp.group().startsWith(".") && amp.group(1) != null ? amp.group(1) : "");
        }
        return path;
    }

    private static String query(String given, boolean script) {
        Set<String> kept = new TreeSet<>();
        for (String part : given.replace("&amp;", "&").split("&", -1)) {
            if (!Tracking.is(decoded(part), script)) {
                kept.add(spelt(part));
            }
        }
        return String.join("&", kept);
    }

    private static String decoded(String part) {
        try {
            return java.net.URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    /** Percent-encoding in one way: upper-case hex, unreserved characters plain, everything outside ASCII encoded as UTF-8. */
    private static String spelt(String text) {
        int same = 0;
        while (same < text.length() && spelt(text.charAt(same))) {
            same++;
        }
        if (same == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            int value = one & 0xFF;
            if (value != '%' && !spelt(value)) {
                encode(out, value);
            } else {
                out.append((char) value);
                plain(out);
            }
        }
        return out.toString();
    }

    private static boolean spelt(int character) {
        return (character >= 'a' && character < '{')
                || (character > ' ' && character < 0x7F && "%\"<>\\^`{|}".indexOf(character) < 0);
    }

    /** Replaces an escape that has just been completed at the end of {@code out}. */
    private static void plain(StringBuilder out) {
        int start = out.length() - 3;
        if (start < 0 || out.charAt(start) != '%') {
            return;
        }
        int high = Character.digit(out.charAt(start + 1), 16);
        int low = Character.digit(out.charAt(start + 2), 16);
        if (high < 0 || low < 0) {
            return;
        }
        out.setLength(start);
        int value = high * 16 + low;
        boolean unreserved = value < 0x7F && (Character.isLetterOrDigit(value) || "-._~".indexOf(value) >= 0);
        if (unreserved) {
            out.append((char) value);
        } else {
            encode(out, value);
        }
    }

    private static void encode(StringBuilder out, int value) {
        out.append('%')
                .append(Character.toUpperCase(Character.forDigit(value >> 4, 16)))
                .append(Character.toUpperCase(Character.forDigit(value & 15, 16)));
    }
}
