package org.tocsin.query;

import java.util.Collection;

/** How much work a query may be, told from its text alone. */
final class Cost {
    private static final int PREFIX = 4;
    private static final int NEAR = 4;
    private static final int LIKE = 100;

    /** Moves of a sloppy phrase that cost as much as another look at its words. */
    private static final int SLOP = 4;

    private Cost() {}

    static int of(Node node) {
        return switch (node) {
            case Node.Phrase phrase -> {
                int words = 0;
                for (Node.Term term : phrase.terms()) {
                    words += term.prefix() ? PREFIX : 1;
                }
                yield words * (1 + Math.min(phrase.slop(), Terms.MAX_PHRASE) / SLOP);
            }
            case Node.Near near -> NEAR * (of(near.left()) + of(near.right()));
            case Node.And and -> sum(and.parts());
            case Node.Or or -> sum(or.parts());
            case Node.Not not -> of(not.part());
            case Node.AtLeast atLeast -> sum(atLeast.parts());
            case Node.Score score ->
                score.clauses().stream().mapToInt(clause -> of(clause.part())).sum();
            case Node.Scoped scoped -> of(scoped.part());
            case Node.Attribute attribute -> 1;
            case Node.Around around -> NEAR;
            case Node.StorySources sources -> 1;
            case Node.StoryNew fresh -> 1;
            case Node.Burst burst -> 1;
            case Node.Like like -> LIKE;
        };
    }

    private static int sum(Collection<Node> parts) {
        return parts.stream().mapToInt(Cost::of).sum();
    }
}
