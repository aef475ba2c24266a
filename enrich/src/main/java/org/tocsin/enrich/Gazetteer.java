package org.tocsin.enrich;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Mention;
import tools.jackson.databind.JsonNode;

/**
 * Finds the names of the shipped knowledge base, longest first, at word boundaries. Names are compared with case;
 * names of five letters or more in capitals also match capitalised. Korean names may carry a particle, Cyrillic ones a
 * case ending of up to three letters.
 */
final class Gazetteer {
    private static final int LONGEST_NAME_WORDS = 6;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’.-][\\p{L}\\p{N}]+)*");

    private record Name(String id, String type, String label) {}

    private record Word(int start, int end) {}

    private final Map<String, Name> names = new HashMap<>();

    static Gazetteer shipped() {
        Gazetteer gazetteer = new Gazetteer();
        try (InputStream in = Gazetteer.class.getResourceAsStream("entities.jsonl")) {
            BufferedReader lines = new BufferedReader(
                    new InputStreamReader(java.util.Objects.requireNonNull(in), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                gazetteer.add(Json.mapper().readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return gazetteer;
    }

    private void add(JsonNode entity) {
        String id = entity.path("id").asString();
        Map<String, List<String>> byLanguage = new TreeMap<>();
        entity.path("names")
                .properties()
                .forEach(entry -> entry.getValue()
                        .forEach(name -> byLanguage
                                .computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                                .add(name.asString())));
        String label = byLanguage
                .getOrDefault("en", byLanguage.values().iterator().next())
                .getFirst();
        Name value = new Name(id, entity.path("type").asString(), label);
        byLanguage.forEach((language, list) -> list.forEach(name -> {
            String form = normal(name);
            names.putIfAbsent(form, value);
            if (Set.of("ru", "uk").contains(language) && form.length() >= 5) {
                names.putIfAbsent(stem(form), value);
            }
        }));
    }

    List<Mention> find(Article article) {
        List<Mention> mentions = new ArrayList<>();
        find("title", article.title(), mentions);
        find("summary", article.summary(), mentions);
        find("body", article.body(), mentions);
        return mentions;
    }

    private void find(String field, String text, List<Mention> mentions) {
        List<Word> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(new Word(matcher.start(), matcher.end()));
        }
        for (int i = 0; i < words.size(); i++) {
            for (int length = Math.min(LONGEST_NAME_WORDS, words.size() - i); length > 0; length--) {
                int start = words.get(i).start();
                int end = words.get(i + length - 1).end();
                Name name = lookup(text.substring(start, end));
                if (name != null) {
                    mentions.add(new Mention(
                            name.id(),
                            name.label(),
                            name.type(),
                            field,
                            start,
                            end,
                            text.substring(start, end),
                            null,
                            null));
                    i += length - 1;
                    break;
                }
            }
        }
    }

    private @Nullable Name lookup(String surface) {
        if (!Character.isUpperCase(surface.codePointAt(0)) && !hangul(surface.charAt(0)) && !groupWord(surface)) {
            return null;
        }
        String form = normal(surface);
        Name name = names.get(form);
        if (name == null && hangul(surface.charAt(0))) {
            for (int cut = 1; cut <= 3 && name == null && form.length() - cut >= 2; cut++) {
                name = PARTICLES.contains(form.substring(form.length() - cut))
                        ? names.get(form.substring(0, form.length() - cut))
                        : null;
            }
        } else if (name == null && cyrillic(surface.charAt(0)) && form.length() >= 5) {
            name = names.get(stem(form));
        } else if (name == null && form.endsWith("'s")) {
            name = names.get(form.substring(0, form.length() - 2));
        } else if (name == null && form.endsWith("s") && form.length() > 5) {
            name = names.get(form.substring(0, form.length() - 1));
        }
        return name;
    }

    private static final Set<String> PARTICLES = Set.of(
            "은", "는", "이", "가", "을", "를", "의", "에", "에서", "로", "으로", "와", "과", "도", "만", "에게", "까지", "부터", "군", "군이",
            "군의");

    private static boolean groupWord(String surface) {
        return cyrillic(surface.charAt(0)) || surface.startsWith("nord") || surface.startsWith("süd");
    }

    private static boolean hangul(char c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL;
    }

    private static boolean cyrillic(char c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.CYRILLIC;
    }

    private static String normal(String name) {
        String plain = name.replace('’', '\'')
                .replace('ё', 'е')
                .replaceAll("\\s+", " ")
                .strip();
        boolean acronym =
                plain.length() <= 4 && plain.equals(plain.toUpperCase(Locale.ROOT)) && !hangul(plain.charAt(0));
        return acronym ? plain : plain.toLowerCase(Locale.ROOT);
    }

    /** Cuts the commonest East Slavic case endings of the last word. */
    private static String stem(String form) {
        String cut = form.replaceFirst(
                "(ого|ому|ими|ыми|ами|ями|ська|ськ|ої|ой|ій|ый|ий|ом|ем|ем|ою|ею|ах|ях|ов|ів|ами|[аеиіїоуыюяьй])$", "");
        return "~" + (cut.length() >= 4 ? cut : form);
    }
}
