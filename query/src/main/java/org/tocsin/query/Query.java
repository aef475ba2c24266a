package org.tocsin.query;

/** A query of the one language of subscriptions, topics, filters and replays. */
public final class Query {
    private final String text;
    private final Node node;

    private Query(String text, Node node) {
        this.text = text;
        this.node = node;
    }

    /** Reads {@code text}; {@link QueryException} names the column and what was expected. */
    public static Query parse(String text) {
        return new Query(text, Parser.parse(text));
    }

    /** Whether {@code document} matches, and why. */
    public MatchResult match(Document document) {
        return Matcher.match(node, document);
    }

    /** The query as it was written. */
    public String text() {
        return text;
    }
}
