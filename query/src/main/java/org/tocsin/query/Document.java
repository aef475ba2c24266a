package org.tocsin.query;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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
    private final int[][] starts;
    private final int[][] ends;
    private final Forms[] forms;
    private final int[][] positions;
    private final Set<String> attributes;
    private volatile float @Nullable [] vector;

    private Document(EnrichedArticle enriched) {
        this.enriched = enriched;
        Article article = enriched.article();
        starts = new int[FIELDS.size()][];
        ends = new int[FIELDS.size()][];
        Gathered gathered = new Gathered(Language.of(article.language()));
        for (int field = 0; field < FIELDS.size(); field++) {
            split(field, text(FIELDS.get(field)), gathered);
        }
        forms = Arrays.copyOf(gathered.forms, gathered.size);
        positions = new int[forms.length][];
        for (int i = 0; i < forms.length; i++) {
            positions[i] = Arrays.copyOf(gathered.positions[i], gathered.counts[i]);
        }
        attributes = attributes(enriched);
    }

    private Document(EnrichedArticle enriched, Document words) {
        this.enriched = enriched;
        starts = words.starts;
        ends = words.ends;
        forms = words.forms;
        positions = words.positions;
        vector = words.vector;
        attributes = attributes(enriched);
    }

    public static Document of(EnrichedArticle enriched) {
        return new Document(enriched);
    }

    /** The same article with more known of it; its words are not looked for again where the text is the same. */
    public Document with(EnrichedArticle more) {
        Article old = enriched.article();
        Article article = more.article();
        boolean same = old.language().equals(article.language())
                && old.title().equals(article.title())
                && old.summary().equals(article.summary())
                && old.body().equals(article.body());
        return same ? new Document(more, this) : new Document(more);
    }

    /** The words met so far with their positions. */
    private static final class Gathered {
        private final Language language;
        private final Analysis analysis = Analysis.get();
        private final int text = analysis.nextText();
        private Forms[] forms = new Forms[128];
        private int[][] positions = new int[128][];
        private int[] counts = new int[128];
        private int size;

        Gathered(Language language) {
            this.language = language;
        }

        void add(char[] letters, int length, int position) {
            int word = analysis.word(letters, length, language);
            int number = analysis.number(word, text, size);
            if (number == size) {
                if (size == forms.length) {
                    forms = Arrays.copyOf(forms, size * 2);
                    positions = Arrays.copyOf(positions, size * 2);
                    counts = Arrays.copyOf(counts, size * 2);
                }
                forms[size] = analysis.forms(word);
                positions[size] = new int[2];
                counts[size++] = 0;
            }
            if (counts[number] == positions[number].length) {
                positions[number] = Arrays.copyOf(positions[number], counts[number] * 2);
            }
            positions[number][counts[number]++] = position;
        }
    }

    /** Where the words of a field start and end. */
    private static final class Offsets {
        private int[] starts;
        private int[] ends;
        private int size;

        Offsets(int expected) {
            starts = new int[expected];
            ends = new int[expected];
        }

        void add(int start, int end) {
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, size * 2);
                ends = Arrays.copyOf(ends, size * 2);
            }
            starts[size] = start;
            ends[size++] = end;
        }
    }

    private void split(int field, String text, Gathered gathered) {
        Markup markup = Markup.in(text) ? Markup.of(text) : null;
        Offsets offsets = new Offsets(text.length() / 5 + 2);
        gathered.analysis.split(markup == null ? text : markup.plain(), (letters, length, start, end) -> {
            if (offsets.size < FIELD / 2) {
                gathered.add(letters, length, field * FIELD + offsets.size);
                offsets.add(markup == null ? start : markup.start(start), markup == null ? end : markup.end(end));
            }
        });
        starts[field] = Arrays.copyOf(offsets.starts, offsets.size);
        ends[field] = Arrays.copyOf(offsets.ends, offsets.size);
    }

    private record Named(String type, @Nullable String entity, String name) {}

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
        Set<Named> seen = new HashSet<>(); // what an article names it names often
        for (Mention mention : enriched.mentions()) {
            if (!seen.add(new Named(mention.type(), mention.entity(), mention.name()))) {
                continue;
            }
            put(all, "entity", mention.key());
            put(all, "entity", mention.name());
            if (mention.type().equals("place")) {
                put(all, "place", mention.key());
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
        return Analysis.get().attribute(name, value);
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
