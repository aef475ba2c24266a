package org.tocsin.query;

import java.util.List;

/** A parsed query, part by part. */
sealed interface Node {
    /** One word in the place of a phrase; {@code exact} stops folding and stemming. */
    record Term(Word word, boolean exact, boolean prefix) {}

    /** Words in a row, at most {@code slop} moves apart; a single word is a row of one. */
    record Phrase(List<Term> terms, int slop, String text) implements Node {}

    record Near(Node left, Node right, int distance, boolean ordered, String text) implements Node {}

    record And(List<Node> parts) implements Node {}

    record Or(List<Node> parts) implements Node {}

    record Not(Node part) implements Node {}

    record AtLeast(int count, List<Node> parts) implements Node {}

    record Clause(Node part, double weight) {}

    record Score(double threshold, List<Clause> clauses) implements Node {}

    record Scoped(String field, Node part) implements Node {}

    record Attribute(String name, String value) implements Node {}

    record StorySources(int least) implements Node {}

    record StoryNew() implements Node {}
}
