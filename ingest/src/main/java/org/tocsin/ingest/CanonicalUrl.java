package org.tocsin.ingest;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One spelling for the addresses that mean the same page. */
final class CanonicalUrl {
    private static final Pattern TRACKING =
            Pattern.compile("(utm_.*|fbclid|gclid|mc_cid|mc_eid|ref|ref_src|cmpid|at_.*|ns_.*|xtor)(=.*)?");
    private static final Pattern NUMBER = Pattern.compile("(?:^|[^a-z0-9])([a-z]\\d{5,}|\\d{7,})$");
    private static final Pattern DATE =
            Pattern.compile("(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])(\\d{4}|\\d{6})?");

    private CanonicalUrl() {}

    /** Lower-case host without {@code www.}, no fragment, no tracking parameters, parameters sorted; the input if it is no URL. */
    static String of(String url) {
        try {
            URI uri = URI.create(url.strip());
            if (uri.getHost() == null) {
                return url.strip();
            }
            String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
            String query = uri.getRawQuery() == null
                    ? ""
                    : Arrays.stream(uri.getRawQuery().split("&"))
                            .filter(part -> !TRACKING.matcher(part.toLowerCase(Locale.ROOT))
                                    .matches())
                            .sorted()
                            .collect(Collectors.joining("&"));
            String port = uri.getPort() < 0 || uri.getPort() == 80 || uri.getPort() == 443 ? "" : ":" + uri.getPort();
            return "https://" + host(url) + port + path + (query.isEmpty() ? "" : "?" + query);
        } catch (IllegalArgumentException e) {
            return url.strip();
        }
    }

    /** The host without {@code www.}, empty when there is none. */
    static String host(String url) {
        try {
            String host = URI.create(url.strip()).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst("^(www|m|amp)\\.", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /**
     * The publisher's article number at the end of the last path segment: a letter and five or more digits, or seven or
     * more digits that are no date; empty when there is none.
     */
    static String articleNumber(String canonical) {
        String path = canonical.replaceFirst("\\?.*", "").replaceFirst("^https?://[^/]*", "");
        String last = path.substring(path.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceFirst("\\.(s?html?|php|aspx?|amp)$", "");
        Matcher matcher = NUMBER.matcher(last);
        return matcher.find() && !DATE.matcher(matcher.group(1)).matches() ? matcher.group(1) : "";
    }
}
