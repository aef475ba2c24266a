package org.tocsin.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Source;
import org.tocsin.model.TopicTag;

/**
 * An article made ready for matching: its words are found once, however many queries look at it. A word's position is
 * its number in its field, plus {@link #FIELD} times the number of the field, so that nothing near is ever in another
 * field. Immutable.
 */
public final class Document {
    static final int FIELD = 1 << 24;
    static final int LEAD_WORDS = 60;

    /** Beginning of an article that its meaning is taken from. */
    private static final int MEANING_CHARACTERS = 1_200;

    private static final List<String> FIELDS = List.of("title", "summary", "body");

    private final EnrichedArticle enriched;
    private final int[][] starts = new int[FIELDS.size()][];
    private final int[][] ends = new int[FIELDS.size()][];
    private final Forms[] forms;
    private final int[][] positions;
    private final Set<String> attributes;
    private volatile float @Nullable [] vector;

    private Document(EnrichedArticle enriched) {
        this.enriched = enriched;
        Article article = enriched.article();
        Map<Forms, Positions> found = new LinkedHashMap<>();
        Language language = Language.of(article.language());
        for (int field = 0; field < FIELDS.size(); field++) {
            split(field, text(FIELDS.get(field)), language, found);
        }
        forms = found.keySet().toArray(Forms[]::new);
        positions = new int[forms.length][];
        int at = 0;
        for (Positions one : found.values()) {
            positions[at++] = Arrays.copyOf(one.all, one.size);
        }
        attributes = attributes(enriched);
    }

    public static Document of(EnrichedArticle enriched) {
        return new Document(enriched);
    }

    private static final class Positions {
        private int[] all = new int[2];
        private int size;

        void add(int position) {
            if (size == all.length) {
                all = Arrays.copyOf(all, size * 2);
            }
            all[size++] = position;
        }
    }

    private void split(int field, String text, Language language, Map<Forms, Positions> found) {
        Analysis analysis = Analysis.get();
        Markup markup = Markup.in(text) ? Markup.of(text) : null;
        List<int[]> offsets = new ArrayList<>(text.length() / 5);
        analysis.split(markup == null ? text : markup.plain(), (written, start, end) -> {
            if (offsets.size() < FIELD / 2) {
                found.computeIfAbsent(analysis.forms(written, language), key -> new Positions())
                        .add(field * FIELD + offsets.size());
                offsets.add(markup == null ? new int[] {start, end} : new int[] {markup.start(start), markup.end(end)});
            }
        });
        starts[field] = offsets.stream().mapToInt(pair -> pair[0]).toArray();
        ends[field] = offsets.stream().mapToInt(pair -> pair[1]).toArray();
    }

    private static Set<String> attributes(EnrichedArticle enriched) {
        Set<String> all = new LinkedHashSet<>();
        Article article = enriched.article();
        Source source = article.source();
        put(all, "source", source.name());
        put(all, "source", source.id());
        for (String domain = source.domain(); !domain.isEmpty(); domain = parent(domain)) {
            put(all, "source", domain);
        }
        put(all, "country", source.country());
        put(all, "lang", article.language());
        put(all, "lang", Language.withoutRegion(article.language()));
        article.authors().forEach(author -> put(all, "author", author));
        article.categories().forEach(category -> put(all, "category", category));
        put(all, "origin", article.origin().name());
        for (TopicTag tag : enriched.topics()) {
            put(all, "topic", tag.id());
        }
        for (Mention mention : enriched.mentions()) {
            put(all, "entity", mention.entity());
            put(all, "entity", mention.name());
            if (mention.type().equals("place")) {
                put(all, "place", mention.entity());
                put(all, "place", mention.name());
            }
        }
        return all;
    }

    private static String parent(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 ? "" : domain.substring(dot + 1);
    }

    private static void put(Set<String> all, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            all.add(attribute(name, value));
        }
    }

    /** The spelling under which an attribute is looked up. */
    static String attribute(String name, String value) {
        return name + ":" + Analysis.fold(value.strip()).toLowerCase(Locale.ROOT);
    }

    /** Where the meaning of its beginning lies, one long; found out when first asked for. */
    float[] vector(Embedder embedder) {
        float[] known = vector;
        if (known == null) {
            Article article = enriched.article();
            String text = String.join("\n", article.title(), article.summary(), article.body());
            known = Meanings.unit(embedder.vector(text.substring(0, Math.min(text.length(), MEANING_CHARACTERS))));
            vector = known;
        }
        return known;
    }

    EnrichedArticle enriched() {
        return enriched;
    }

    Set<String> attributes() {
        return attributes;
    }

    /** How many different words there are. */
    int forms() {
        return forms.length;
    }

    Forms form(int index) {
        return forms[index];
    }

    /** Where the word stands, ascending. */
    int[] positions(int index) {
        return positions[index];
    }

    /** First position of a scope: {@code title}, {@code summary}, {@code body} or {@code lead}. */
    int first(Scope scope) {
        return switch (scope) {
            case TITLE, ALL -> 0;
            case SUMMARY -> FIELD;
            case BODY -> 2 * FIELD;
            case LEAD -> starts[1].length > 0 ? FIELD : 2 * FIELD;
        };
    }

    /** Position after the last one of a scope. */
    int end(Scope scope) {
        return switch (scope) {
            case TITLE -> FIELD;
            case SUMMARY -> 2 * FIELD;
            case BODY, ALL -> 3 * FIELD;
            case LEAD -> starts[1].length > 0 ? 2 * FIELD : 2 * FIELD + LEAD_WORDS;
        };
    }

    static String field(int position) {
        return FIELDS.get(position / FIELD);
    }

    int start(int position) {
        return starts[position / FIELD][position % FIELD];
    }

    int end(int position) {
        return ends[position / FIELD][position % FIELD];
    }

    String text(String field) {
        Article article = enriched.article();
        return switch (field) {
            case "title" -> article.title();
            case "summary" -> article.summary();
            default -> article.body();
        };
    }
}
