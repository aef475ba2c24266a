package org.tocsin.enrich.story;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.TopicTag;

/**
 * What grouping remembers of an article, a few hundred bytes whatever its length: the keys of its words (of the headline,
 * the summary and the first {@link #BODY_WORDS} words of the body), of the entities, topics and numbers in them, and a
 * sketch of its text.
 *
 * @param time when it happened as far as grouping is concerned: published, but never after it was ingested
 * @param words keys of words, only good within the language
 * @param wordCounts how often each occurs, at most 100; 0 for a word that only names places and peoples
 * @param facts keys of entities, topics and numbers, good in every language
 * @param places the places that the headline, the summary or the beginning of the body names, two numbers each: the key of
 *     its name, which a city and the region named after it share, and that of its entity
 * @param sketch see {@link Sketch}; empty when the text is too short
 */
@SuppressWarnings("ArrayRecordComponent") // many are held; equality is defined below
public record Footprint(
        String article,
        int revision,
        String language,
        Instant time,
        String source,
        String headline,
        int[] words,
        byte[] wordCounts,
        int[] facts,
        int[] places,
        List<String> entities,
        List<String> topics,
        int[] sketch,
        boolean live) {
    /** Scripts are told apart by number, from 1; 0 is {@link Terms#ANY}. */
    static final int SCRIPTS = 5;

    static final int BODY_WORDS = 150;
    static final int MAX_WORDS = 48;
    static final int MAX_FACTS = 24;
    private static final int MAX_PLACES = 12;
    private static final int BEGINNING = 400;

    /** First words that many places share. */
    private static final Set<String> OF_MANY = Set.of(
            "north",
            "south",
            "east",
            "west",
            "new",
            "upper",
            "lower",
            "great",
            "saint",
            "st.",
            "san",
            "santa",
            "los",
            "las",
            "la",
            "el",
            "al",
            "the",
            "republic",
            "port",
            "fort",
            "cape",
            "united",
            "central",
            "northern",
            "southern",
            "eastern",
            "western",
            "rio",
            "bad",
            "mount",
            "lake",
            "isle",
            "gulf",
            "sea",
            "strait",
            "district",
            "city",
            "province");

    private static final int MAX_READ = 3_000;
    private static final int MAX_TOPICS = 8;
    private static final int MAX_HEADLINE = 200;

    static Footprint of(EnrichedArticle tagged) {
        Article article = tagged.article();
        Map<Integer, Integer> words = new HashMap<>();
        List<Integer> facts = new ArrayList<>();
        for (boolean places : new boolean[] {false, true}) {
            read(part(article.title(), "title", tagged, places), places ? 0 : 1, words, facts);
            read(part(article.summary(), "summary", tagged, places), places ? 0 : 1, words, facts);
            read(part(article.body(), "body", tagged, places), places ? 0 : 1, words, facts);
        }
        List<String> entities = tagged.mentions().stream()
                .map(Mention::entity)
                .filter(id -> id != null && !id.isEmpty())
                .distinct()
                .limit(MAX_FACTS)
                .toList();
        List<String> topics = topics(tagged);
        entities.forEach(id -> facts.add(entity(id)));
        topics.forEach(id -> facts.add(("topic " + id).hashCode()));
        int[] keys = words.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_WORDS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
        byte[] counts = new byte[keys.length];
        for (int i = 0; i < keys.length; i++) {
            counts[i] = (byte) Math.min(100, words.getOrDefault(keys[i], 1));
        }
        return new Footprint(
                article.id(),
                article.revision(),
                article.language(),
                (article.published().isAfter(article.ingested()) ? article.ingested() : article.published())
                        .truncatedTo(ChronoUnit.MILLIS),
                cut(
                        article.source().id().isEmpty()
                                ? article.source().domain()
                                : article.source().id()),
                cut(article.title()),
                keys,
                counts,
                facts.stream()
                        .distinct()
                        .limit(MAX_FACTS)
                        .mapToInt(Integer::intValue)
                        .toArray(),
                places(tagged),
                entities,
                topics,
                Sketch.of(article),
                article.origin().alerts());
    }

    private static int entity(String id) {
        return ("entity " + id).hashCode();
    }

    /** A city and the region named after it are one place, that of the shorter name: <i>Kursk</i>, not <i>Kursk Oblast</i>. */
    private static int[] places(EnrichedArticle tagged) {
        return tagged.mentions().stream()
                .filter(mention -> mention.type().equals("place") && mention.entity() != null)
                .filter(mention -> !mention.field().equals("body") || mention.start() < BEGINNING)
                .collect(Collectors.toMap(
                        mention -> named(mention.name()),
                        mention -> mention,
                        (one, other) -> other.name().length() < one.name().length() ? other : one,
                        LinkedHashMap::new))
                .entrySet()
                .stream()
                .limit(MAX_PLACES)
                .flatMap(place -> Stream.of(
                        place.getKey(),
                        entity(Objects.requireNonNull(place.getValue().entity()))))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The first word of a place's name that tells it from others: <i>Kursk</i> of <i>Kursk Oblast</i>. */
    private static int named(String name) {
        String[] words = name.toLowerCase(Locale.ROOT).split("[\\s-]+", 3);
        return ("place " + (words.length > 1 && OF_MANY.contains(words[0]) ? words[0] + " " + words[1] : words[0]))
                .hashCode();
    }

    /** Topics; codes of IPTC, which stand beside each topic with all that is above them, only where there is nothing else. */
    private static List<String> topics(EnrichedArticle tagged) {
        List<String> all = tagged.topics().stream().map(TopicTag::id).toList();
        List<String> named = all.stream()
                .filter(id -> !id.startsWith("medtop:"))
                .limit(MAX_TOPICS)
                .toList();
        return named.isEmpty() ? all.stream().limit(MAX_TOPICS).toList() : named;
    }

    private static String cut(String text) {
        int end = Math.min(MAX_HEADLINE, text.length());
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    /**
     * The start of a text with its places and peoples alone or without them, blanks for the rest: where an event was is a
     * fact, and as a word besides would make one event of all that happens there.
     */
    private static String part(String text, String field, EnrichedArticle tagged, boolean places) {
        String start = text.substring(0, Math.min(MAX_READ, text.length()));
        char[] blank = new char[start.length()];
        Arrays.fill(blank, ' ');
        StringBuilder within = new StringBuilder(new String(blank));
        StringBuilder without = new StringBuilder(start);
        for (Mention mention : tagged.mentions()) {
            boolean place = mention.type().equals("place") || mention.type().equals("group");
            if (place && mention.entity() != null && mention.field().equals(field)) {
                for (int i = Math.max(0, mention.start()); i < Math.min(mention.end(), start.length()); i++) {
                    without.setCharAt(i, ' ');
                    within.setCharAt(i, start.charAt(i));
                }
            }
        }
        return (places ? within : without).toString();
    }

    private static void read(String text, int count, Map<Integer, Integer> words, List<Integer> facts) {
        int[] left = {BODY_WORDS};
        Words.split(text, word -> {
            if (Words.number(word)) {
                if (Words.year(word)) {
                    return --left[0] > 0;
                }
                if (word.length() > 1 && facts.size() < MAX_FACTS / 2) {
                    facts.add(("number " + word).hashCode());
                }
                words.merge(word.hashCode(), count, Integer::sum);
            } else if (!Words.common(word)) {
                words.merge(Words.stem(word).hashCode(), count, Integer::sum);
            }
            return --left[0] > 0;
        });
    }

    /** The script that most news in its language is written in: words of one script may be names that languages share. */
    byte script() {
        return (byte)
                switch (language) {
                    case "uk", "ru", "bg", "be", "sr", "mk" -> 2;
                    case "ko" -> 3;
                    case "ja", "zh", "ar", "fa", "he", "el" -> 4;
                    default -> 1;
                };
    }

    /** Whether grouping has anything to go by. */
    boolean empty() {
        return words.length == 0 && facts.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Footprint that
                && article.equals(that.article)
                && revision == that.revision
                && Arrays.equals(words, that.words)
                && Arrays.equals(facts, that.facts)
                && Arrays.equals(places, that.places)
                && Arrays.equals(sketch, that.sketch);
    }

    @Override
    public int hashCode() {
        return 31 * article.hashCode() + revision;
    }
}
