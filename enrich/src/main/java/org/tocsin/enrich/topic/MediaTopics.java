package org.tocsin.enrich.topic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The IPTC Media Topics and what each is part of.
 *
 * @see <a href="https://iptc.org/standards/media-topics/">IPTC Media Topics</a>, release of 2025-10-09, CC BY 4.0
 */
public final class MediaTopics {
    private record Code(String broader, String name) {}

    private static final Map<String, Code> CODES = load();

    private MediaTopics() {}

    private static Map<String, Code> load() {
        Map<String, Code> codes = new HashMap<>();
        InputStream in = Objects.requireNonNull(MediaTopics.class.getResourceAsStream("media-topics.tsv"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] cells = line.split("\t", -1);
                codes.put(cells[0], new Code(cells[1], cells[2]));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(codes);
    }

    public static boolean known(String code) {
        return CODES.containsKey(code);
    }

    /** The English name of a code; the code itself when it is unknown. */
    public static String name(String code) {
        Code known = CODES.get(code);
        return known == null ? code : known.name();
    }

    /** What a code is part of, the nearest first; empty at the top and for an unknown code. */
    static List<String> broader(String code) {
        List<String> all = new ArrayList<>();
        for (Code at = CODES.get(code); at != null && !at.broader().isEmpty(); at = CODES.get(at.broader())) {
            all.add(at.broader());
        }
        return all;
    }
}
