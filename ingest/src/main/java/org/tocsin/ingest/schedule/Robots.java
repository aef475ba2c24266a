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
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Whether a page may be fetched, by its site's robots.txt (RFC 9309): the group for {@code tocsin}, else that for all; the
 * longest rule wins, and of two as long the allowing one. A site without the file allows everything, one whose file cannot be
 * had for the moment nothing. Kept for a day, an hour when it could not be had. Thread-safe.
 */
final class Robots {
    private static final int MAX_SITES = 10_000;
    private static final int MAX_BYTES = 512 * 1024;

    private record Rule(boolean allows, String path) {}

    private record Site(List<Rule> rules, Instant until) {}

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

    boolean allows(WebUrl page) {
        WebUrl file = page.anonymous().resolve("/robots.txt");
        Site site = site(file);
        boolean allowed = true;
        int longest = -1;
        for (Rule rule : site.rules()) {
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
        Site site = new Site(List.of(new Rule(false, "/")), Instant.MIN);
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
                return new Site(rules(text), now.plus(Duration.ofDays(1)));
            }
            if (received.status() / 100 == 4 && received.status() != 429) {
                return new Site(List.of(), now.plus(Duration.ofDays(1)));
            }
        }
        return new Site(List.of(new Rule(false, "/")), now.plus(Duration.ofHours(1)));
    }

    private static List<Rule> rules(String text) {
        List<Rule> own = new ArrayList<>();
        List<Rule> all = new ArrayList<>();
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
                default -> {}
            }
        }
        return ownGroup ? own : all;
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
