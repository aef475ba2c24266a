package org.tocsin.ingest.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Whether a page may be fetched, by its site's robots.txt (RFC 9309): the group for {@code tocsin}, else that for all; the
 * longest rule wins, and of two as long the allowing one. A site without the file allows everything, one whose file cannot be
 * had for the moment nothing. Its {@code Crawl-delay}, which is no part of the standard, is kept to up to {@link
 * #LONGEST_DELAY}. Kept for a day, an hour when it could not be had. Thread-safe.
 */
final class Robots {
    private static final int MAX_SITES = 10_000;
    private static final int MAX_BYTES = 512 * 1024;

    /** What sites ask for beyond it is cut to it, so that none holds its pages back for ever. */
    static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

    private record Rule(boolean allows, String path) {}

    /** What a file says to one robot; {@code delay} is zero where it asks for none. */
    private record Group(List<Rule> rules, Duration delay) {
        static final Group NOTHING = new Group(List.of(), Duration.ZERO);
        static final Group STAY_AWAY = new Group(List.of(new Rule(false, "/")), Duration.ZERO);
    }

    private record Site(Group group, Instant until) {}

    private final FeedPoll.Fetch fetch;
    private final InstantSource clock;
    private final Duration delay;
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Site>> underWay = new HashMap<>();

    Robots(FeedPoll.Fetch fetch, InstantSource clock, Duration delay) {
        this.fetch = fetch;
        this.clock = clock;
        this.delay = delay;
    }

    /** The pause before the next request to the site of {@code url}: ours, or a longer one that its file, once read, asks for. */
    Duration delay(WebUrl url) {
        Site known;
        synchronized (sites) {
            known = sites.get(file(url).toString());
        }
        return known == null || known.group().delay().compareTo(delay) < 0
                ? delay
                : known.group().delay();
    }

    private static WebUrl file(WebUrl page) {
        return page.anonymous().resolve("/robots.txt");
    }

    boolean allows(WebUrl page) {
        Site site = site(file(page));
        boolean allowed = true;
        int longest = -1;
        for (Rule rule : site.group().rules()) {
            int length = rule.path().length();
            if (matches(rule.path(), page.target()) && (length > longest || (length == longest && rule.allows()))) {
                longest = length;
                allowed = rule.allows();
            }
        }
        return allowed;
    }

    /** What is known of the site; whoever asks first reads it, and others wait for that. */
    private Site site(WebUrl file) {
        String key = file.toString();
        CompletableFuture<Site> reading;
        boolean first;
        synchronized (sites) {
            Site known = sites.get(key);
            if (known != null && !known.until().isBefore(clock.instant())) {
                return known;
            }
            first = !underWay.containsKey(key);
            reading = underWay.computeIfAbsent(key, _ -> new CompletableFuture<>());
        }
        if (!first) {
            return reading.join();
        }
        Site site = new Site(Group.STAY_AWAY, Instant.MIN);
        try {
            site = read(file);
        } finally {
            synchronized (sites) {
                if (sites.size() >= MAX_SITES) {
                    sites.remove(sites.keySet().iterator().next());
                }
                sites.put(key, site);
                underWay.remove(key);
            }
            reading.complete(site);
        }
        return site;
    }

    private Site read(WebUrl file) {
        Instant now = clock.instant();
        Answer answer = fetch.send(Request.get(file, Limits.FEED).politely(delay));
        if (answer instanceof Answer.Received received) {
            if (received.successful()) {
                byte[] body = received.body();
                String text = new String(body, 0, Math.min(body.length, MAX_BYTES), StandardCharsets.UTF_8);
                return new Site(group(text), now.plus(Duration.ofDays(1)));
            }
            if (received.status() / 100 == 4 && received.status() != 429) {
                return new Site(Group.NOTHING, now.plus(Duration.ofDays(1)));
            }
        }
        return new Site(Group.STAY_AWAY, now.plus(Duration.ofHours(1)));
    }

    /** A delay counts for the robots named before it, and does not end their group, whose rules may follow others. */
    private static Group group(String text) {
        List<Rule> own = new ArrayList<>();
        List<Rule> all = new ArrayList<>();
        Duration ownDelay = Duration.ZERO;
        Duration delayOfAll = Duration.ZERO;
        boolean ownGroup = false;
        boolean forOwn = false;
        boolean forAll = false;
        boolean naming = false;
        for (String raw : text.lines().toList()) {
            String line = raw.replaceFirst("#.*", "").strip();
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "user-agent" -> {
                    if (!naming) {
                        forOwn = false;
                        forAll = false;
                    }
                    naming = true;
                    forOwn |= value.equalsIgnoreCase("tocsin");
                    forAll |= value.equals("*");
                    ownGroup |= forOwn;
                }
                case "allow", "disallow" -> {
                    naming = false;
                    Rule rule = new Rule(line.toLowerCase(Locale.ROOT).startsWith("allow"), value);
                    if (!value.isEmpty() && forOwn) {
                        own.add(rule);
                    }
                    if (!value.isEmpty() && forAll) {
                        all.add(rule);
                    }
                }
                case "crawl-delay" -> {
                    Duration asked = delay(value);
                    if (forOwn) {
                        ownDelay = asked;
                    }
                    if (forAll) {
                        delayOfAll = asked;
                    }
                }
                default -> {}
            }
        }
        return ownGroup ? new Group(own, ownDelay) : new Group(all, delayOfAll);
    }

    private static Duration delay(String value) {
        if (!SECONDS.matcher(value).matches()) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofMillis(Math.round(Double.parseDouble(value) * 1_000));
        return asked.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : asked;
    }

    /** {@code *} stands for anything, a {@code $} at the end for the end; in linear time. */
    private static boolean matches(String pattern, String target) {
        boolean whole = pattern.endsWith("$");
        String[] parts = (whole ? pattern.substring(0, pattern.length() - 1) : pattern).split("\\*", -1);
        if (!target.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length; i++) {
            if (whole && i == parts.length - 1) {
                return target.length() - parts[i].length() >= at && target.endsWith(parts[i]);
            }
            int found = target.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return !whole || at == target.length();
    }
}
