package org.tocsin.query;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A query by itself; {@link QueryIndex} holds many. Immutable and thread-safe. */
public final class Query {
    private static final Pattern TAGS = Pattern.compile("(entity|topic|place|near):|burst");
    private static final Pattern MENTIONS = Pattern.compile("(entity|place|near):");

    /** No text as short as this has too many bytes or clauses, two letters being the least that each takes. */
    private static final int SURELY_SHORT = Math.min(Parser.MAX_BYTES / 3, 2 * Parser.MAX_CLAUSES);

    private final Node node;
    private final String text;
    private final @Nullable Embedder embedder;
    private volatile @Nullable Own own;

    /** What it is asked by itself with: its words and its program. */
    private static final class Own {
        private final Vocabulary vocabulary;
        private final int[] code;

        Own(Node node, @Nullable Embedder embedder) {
            vocabulary = new Vocabulary(embedder);
            code = Program.compile(node, vocabulary);
        }
    }

    private Query(Node node, @Nullable Embedder embedder) {
        this.node = node;
        this.embedder = embedder;
        text = canonical(node);
    }

    /** The canonical spelling, which can be read again under the limits that the given one kept. */
    private static String canonical(Node node) {
        String text = Printer.print(node);
        if (text.length() < SURELY_SHORT && mostNested(text) <= Parser.MAX_NESTING) {
            return text;
        }
        try {
            Parser.parse(text, null, true);
            return text;
        } catch (QueryException e) {
            String compact = Printer.compact(node);
            try {
                Parser.parse(compact, null, true);
                return compact;
            } catch (QueryException again) {
                throw new QueryException(1, "in its full form the query goes beyond a limit: " + again.getMessage());
            }
        }
    }

    /**
     * No fewer levels than a printed query has: two for each of its parentheses that are open at once, which may hold a NEAR,
     * and every NOT.
     */
    private static int mostNested(String text) {
        int open = 0;
        int most = 0;
        int negations = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (!quoted) {
                open += c == '(' ? 1 : c == ')' ? -1 : 0;
                most = Math.max(most, open);
                negations += c == '-' || text.startsWith("NOT ", i) ? 1 : 0;
            }
        }
        return 2 * (most + 1) + negations;
    }

    /**
     * Parses; {@link QueryException} names the column of a mistake and what was expected. Names of entities are compared
     * with the preferred names of an article's entities.
     */
    public static Query parse(String text) {
        return parseWithMeaning(text, Embedder.installed());
    }

    /** Parses with {@code like:} by that embedder, null refuses it. */
    public static Query parseWithMeaning(String text, @Nullable Embedder embedder) {
        return new Query(Parser.parse(text, null, embedder != null), embedder);
    }

    /**
     * Parses for keeping: names after {@code entity:} and {@code place:} become ids. A name that no entity has, or several
     * have, is a {@link QueryException}, which lists the ids of the several.
     */
    public static Query parse(String text, EntityNames names) {
        return new Query(Parser.parse(text, names), Embedder.installed());
    }

    /** Its canonical spelling, which parses to the same query again. */
    public String text() {
        return text;
    }

    /**
     * How much work it may be for an article, told from its text alone, in looks for one word: a word or value counts 1, a
     * prefix 4, a phrase the sum of its words and as much again for each 4 of slop, NEAR and BEFORE 4 times their operands.
     * From 1 to some ten thousands.
     */
    public int cost() {
        return Cost.of(node);
    }

    /**
     * Whether there is something that an article must have. A query without it, such as {@code story.new} or
     * {@code kursk OR NOT war}, is compared with every article; an index takes {@link QueryIndex#MAX_UNSELECTIVE} of them.
     */
    public boolean selective() {
        return Cover.of(node, own().vocabulary, word -> 0) != null;
    }

    /** Whether it asks for what tagging finds out: entities, topics or places. */
    public boolean asksForTags() {
        return TAGS.matcher(text).find();
    }

    /** Whether an article may match because it has that topic; a topic under NOT is not asked for. */
    public boolean asksForTopic(String id) {
        return node.asks(Document.attribute("topic", id), true);
    }

    /** Whether it looks at the entities or places that an article names. */
    public boolean asksForMentions() {
        return MENTIONS.matcher(text).find();
    }

    /** Whether it looks at the text of an article and not only at what is known about it. */
    public boolean asksForWords() {
        return node.worded();
    }

    Node node() {
        return node;
    }

    /** Made when it is first asked something by itself: most queries are only stored in an index. */
    private Own own() {
        Own known = own;
        if (known == null) {
            known = new Own(node, embedder);
            own = known;
        }
        return known;
    }

    /** Whether it matches and why. */
    public MatchResult match(Document document) {
        Own known = own();
        return Explainer.explain(node, known.code, new View(known.vocabulary, document));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Query query && query.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
