package org.tocsin.query;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a parsed query in its one canonical spelling; parsing that gives the same query again. */
final class Printer {
    private Printer() {}

    static String print(Node node) {
        return switch (node) {
            case Node.Phrase phrase -> phrase(phrase);
            case Node.Near near ->
                operand(near.left()) + (near.ordered() ? " BEFORE/" : " NEAR/") + near.distance() + " "
                        + inner(near.right());
            case Node.And and -> and.parts().stream().map(Printer::andPart).collect(Collectors.joining(" AND "));
            case Node.Or or ->
                or.parts().stream()
                        .map(part -> part instanceof Node.Or ? inner(part) : print(part))
                        .collect(Collectors.joining(" OR "));
            case Node.Not not -> "NOT " + inner(not.part());
            case Node.AtLeast atLeast -> atLeast.count() + " OF " + list(atLeast.parts());
            case Node.Score score ->
                "SCORE >= " + number(score.threshold()) + " ("
                        + score.clauses().stream()
                                .map(clause -> clausePart(clause.part()) + "^" + number(clause.weight()))
                                .collect(Collectors.joining(", "))
                        + ")";
            case Node.Scoped scoped -> scoped.scope() + ":(" + print(scoped.part()) + ")";
            case Node.Attribute attribute -> attribute.name() + ":" + value(attribute.value());
            case Node.Around around ->
                "near:" + number(around.latitude()) + "," + number(around.longitude()) + ","
                        + number(around.kilometres()) + "km";
            case Node.StorySources sources -> "story.sources >= " + sources.least();
            case Node.StoryNew fresh -> "story.new";
            case Node.Burst burst -> "burst >= " + number(burst.least());
            case Node.Like like -> "like:\"" + like.text() + "\" >= " + number(like.least());
        };
    }

    private static String list(List<Node> parts) {
        return parts.stream().map(Printer::print).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String clausePart(Node part) {
        return part instanceof Node.Phrase || part instanceof Node.Attribute ? print(part) : "(" + print(part) + ")";
    }

    private static String andPart(Node part) {
        return part instanceof Node.Or || part instanceof Node.And ? "(" + print(part) + ")" : print(part);
    }

    private static String operand(Node node) {
        return node instanceof Node.Near ? print(node) : inner(node);
    }

    private static String inner(Node node) {
        return switch (node) {
            case Node.Phrase phrase -> print(phrase);
            case Node.Attribute attribute -> print(attribute);
            case Node.Scoped scoped -> print(scoped);
            case Node.StoryNew fresh -> print(fresh);
            case Node.Near near -> "(" + print(near) + ")";
            case Node.And and -> "(" + print(and) + ")";
            case Node.Or or -> "(" + print(or) + ")";
            case Node.Not not -> "(" + print(not) + ")";
            case Node.AtLeast atLeast -> "(" + print(atLeast) + ")";
            case Node.Score score -> "(" + print(score) + ")";
            case Node.Around around -> print(around);
            case Node.StorySources sources -> "(" + print(sources) + ")";
            case Node.Burst burst -> "(" + print(burst) + ")";
            case Node.Like like -> "(" + print(like) + ")";
        };
    }

    private static String phrase(Node.Phrase phrase) {
        Node.Term first = phrase.terms().getFirst();
        boolean prefix = phrase.terms().getLast().prefix();
        String words = phrase.terms().stream().map(Node.Term::text).collect(Collectors.joining(" "));
        String sign = first.exact() ? "=" : "";
        String star = prefix ? "*" : "";
        if (phrase.terms().size() == 1 && phrase.slop() == 0 && Lexer.plain(words + star)) {
            return sign + words + star;
        }
        return sign + "\"" + words + star + "\"" + (phrase.slop() == 0 ? "" : "~" + phrase.slop());
    }

    private static String value(String value) {
        return Lexer.plainValue(value) ? value : "\"" + value + "\"";
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
