package org.tocsin.query;

import java.util.List;

/** A parsed query, part by part. Two queries that mean the same by their text are equal. */
sealed interface Node {
    /** One word as the query has it; {@code exact} stops folding and stemming, {@code prefix} asks for a beginning. */
    record Term(String text, boolean exact, boolean prefix) {}

    /** Words in a row, at most {@code slop} moves apart; a single word is a row of one. */
    record Phrase(List<Term> terms, int slop) implements Node {}

    record Near(Node left, Node right, int distance, boolean ordered) implements Node {}

    record And(List<Node> parts) implements Node {}

    record Or(List<Node> parts) implements Node {}

    record Not(Node part) implements Node {}

    record AtLeast(int count, List<Node> parts) implements Node {}

    record Clause(Node part, double weight) {}

    record Score(double threshold, List<Clause> clauses) implements Node {
        /** Weights are decimal and sums binary: what is nearer than a half of the ninth decimal is equal. */
        private static final double NEAR_ENOUGH = 5e-10;

        static boolean reaches(double sum, double threshold) {
            return sum >= threshold - NEAR_ENOUGH;
        }

        /** The sum as weights of nine decimals have it. */
        static double shown(double sum) {
            return Math.rint(sum * 1e9) / 1e9;
        }
    }

    record Scoped(Scope scope, Node part) implements Node {}

    record Attribute(String name, String value) implements Node {}

    /** A circle on the earth: degrees and kilometres. */
    record Around(double latitude, double longitude, double kilometres) implements Node {}

    record StorySources(int least) implements Node {}

    record StoryNew() implements Node {}

    record Burst(double least) implements Node {}

    /** Whether there is a SCORE in it, whose sum belongs to the answer. */
    default boolean scored() {
        return switch (this) {
            case Score score -> true;
            case And and -> and.parts().stream().anyMatch(Node::scored);
            case Or or -> or.parts().stream().anyMatch(Node::scored);
            case AtLeast atLeast -> atLeast.parts().stream().anyMatch(Node::scored);
            case Not not -> not.part().scored();
            case Scoped scoped -> scoped.part().scored();
            case Near near -> false;
            case Phrase phrase -> false;
            case Attribute attribute -> false;
            case Around around -> false;
            case StorySources sources -> false;
            case StoryNew fresh -> false;
            case Burst burst -> false;
            case Like like -> false;
        };
    }

    /** Whether there is something in it that looks at the text. */
    default boolean worded() {
        return switch (this) {
            case Phrase phrase -> true;
            case Near near -> true;
            case Like like -> true;
            case Scoped scoped -> true;
            case And and -> and.parts().stream().anyMatch(Node::worded);
            case Or or -> or.parts().stream().anyMatch(Node::worded);
            case AtLeast atLeast -> atLeast.parts().stream().anyMatch(Node::worded);
            case Score score ->
                score.clauses().stream().anyMatch(clause -> clause.part().worded());
            case Not not -> not.part().worded();
            case Attribute attribute -> false;
            case Around around -> false;
            case StorySources sources -> false;
            case StoryNew fresh -> false;
            case Burst burst -> false;
        };
    }

    /**
     * Whether an article may match because it has an attribute, given in the spelling of {@link Document#attribute}; what
     * stands under NOT, or counts against it, does not ask for it.
     */
    default boolean asks(String attribute, boolean wanted) {
        return switch (this) {
            case Attribute one ->
                wanted && Document.attribute(one.name(), one.value()).equals(attribute);
            case Not not -> not.part().asks(attribute, !wanted);
            case And and -> and.parts().stream().anyMatch(part -> part.asks(attribute, wanted));
            case Or or -> or.parts().stream().anyMatch(part -> part.asks(attribute, wanted));
            case AtLeast atLeast -> atLeast.parts().stream().anyMatch(part -> part.asks(attribute, wanted));
            case Score score ->
                score.clauses().stream()
                        .anyMatch(clause -> clause.part().asks(attribute, wanted == clause.weight() > 0));
            case Scoped scoped -> scoped.part().asks(attribute, wanted);
            case Phrase phrase -> false;
            case Near near -> false;
            case Like like -> false;
            case Around around -> false;
            case StorySources sources -> false;
            case StoryNew fresh -> false;
            case Burst burst -> false;
        };
    }

    /** A text whose meaning an article's must be near to, by a cosine of at least {@code least}. */
    record Like(String text, double least) implements Node {}
}
