package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/**
 * Headlines that were polled twice a day come in once, and again only when they change: six weeks here, all eight months
 * with {@code ./tocsin test OnceTest -Dtocsin.polls=100000}.
 */
final class OnceTest {
    private static final int MOST = Integer.getInteger("tocsin.polls", 8_000);
    private static final Path POLLS = Path.of("../../shared/data/news/gnews-2025-04_12.jsonl.gz");

    @TempDir
    private Path directory;

    @Test
    void countsArticlesRevisionsAndRepeatsOfRealPolls() throws Exception {
        assumeThat(POLLS).as("../shared/data is absent").exists();
        Program program = new Program(directory);
        try {
            program.start("--roles", "ingest,enrich");
            Files.write(directory.resolve("polls.jsonl"), polls());
            counts(program, counted());
        } finally {
            program.kill();
        }
    }

    private static void counts(Program program, Counts expected) throws Exception {
        Program.Outcome first = program.run("ingest", "--ahead", "5000", "--data", "data", "polls.jsonl");
        assertThat(first.out())
                .contains("read %d = accepted %d + repeated %d + rejected 0"
                        .formatted(expected.polls, expected.articles + expected.revisions, expected.repeats));
        assertThat(first.err()).contains("%d of the accepted are revisions".formatted(expected.revisions));
        Program.Outcome second = program.run("ingest", "--ahead", "5000", "--data", "data", "polls.jsonl");
        assertThat(second.out())
                .contains("read %d = accepted 0 + repeated %d + rejected 0".formatted(expected.polls, expected.polls));
    }

    private static List<String> polls() throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(POLLS)), StandardCharsets.UTF_8))) {
            return lines.lines().limit(MOST).toList();
        }
    }

    private record Counts(int polls, int articles, int revisions, int repeats) {}

    /**
     * The rule of docs/ingest.md, counted in another way: for each address, as this file spells them, a set of pairs of title
     * and description.
     */
    private static Counts counted() throws IOException {
        Map<String, Set<String>> seen = new HashMap<>();
        int polls = 0;
        int revisions = 0;
        for (String line : polls()) {
            polls++;
            JsonNode poll = Json.mapper().readTree(line);
            String url = poll.path("url").asString();
            String text = words(poll.path("title").asString()) + "\n"
                    + words(poll.path("description").asString());
            Set<String> texts = seen.computeIfAbsent(key(url), key -> new HashSet<>());
            boolean known = !texts.isEmpty();
            if (texts.add(text) && known) {
                revisions++;
            }
        }
        return new Counts(polls, seen.size(), revisions, polls - seen.size() - revisions);
    }

    /** Host and article number, else host, path and the parameters that name the article. */
    private static String key(String url) {
        URI uri = URI.create(url.replace("|", "%7C").replace(" ", "%20"));
        String host = uri.getHost().toLowerCase(Locale.ROOT).replaceFirst("^(www\\d?|m|amp|mobile)\\.", "");
        String path = uri.getRawPath()
                .replaceFirst("/(index|default|home)\\.\\w+$", "")
                .replaceFirst("/+$", "");
        String last = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.\\w{3,5}$", "");
        String end = last.substring(last.lastIndexOf('-') + 1);
        boolean letter = end.matches("[a-z]\\d{5,}");
        boolean number = end.matches("\\d{7,}")
                && !end.matches("(19|20)\\d{2}[01]\\d[0-3]\\d")
                && !end.matches("[0-3]\\d[01]\\d(19|20)\\d{2}");
        boolean clock = end.matches("([01]\\d|2[0-3])[0-5]\\d[0-5]\\d{4}");
        if (letter || (number && !clock)) {
            return host + " " + end;
        }
        String query = uri.getRawQuery() == null
                ? ""
                : Stream.of(uri.getRawQuery().split("&", -1))
                        .filter(part -> !part.matches("(_?guc|utm_|test_|ref|fbclid).*|from=(rss|app|email)"))
                        .sorted()
                        .collect(Collectors.joining("&"));
        return host + path + "?" + query;
    }

    private static String words(String text) {
        return text.replaceAll("[\\u200B\\uFEFF\\u00AD]", "")
                .replace("&amp;", "&")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", " ")
                .replaceAll("[\\s\\u00A0\\u2000-\\u200B\\u202F]+", " ")
                .strip();
    }
}
