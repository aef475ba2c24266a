package org.tocsin.query;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a parsed query in its one canonical spelling; parsing that gives the same query again. */
final class Printer {
    private final String and;

    private Printer(String and) {
        this.and = and;
    }

    static String print(Node node) {
        return print(node, " AND ");
    }

    /** The same without the words that may be left out, for queries that are nearly too long. */
    static String compact(Node node) {
        return print(node, " ");
    }

    private static String print(Node node, String and) {
        return new Printer(and).text(node);
    }

    private String text(Node node) {
        return switch (node) {
            case Node.Phrase phrase -> phrase(phrase);
            case Node.Near near ->
                operand(near.left()) + (near.ordered() ? " BEFORE/" : " NEAR/") + near.distance() + " "
                        + inner(near.right());
            case Node.And all -> all.parts().stream().map(this::andPart).collect(Collectors.joining(and));
            case Node.Or or -> {
                String name = attribute(or);
                yield name.isEmpty()
                        ? or.parts().stream()
                                .map(part -> part instanceof Node.Or ? inner(part) : text(part))
                                .collect(Collectors.joining(" OR "))
                        : or.parts().stream()
                                .map(part -> value(((Node.Attribute) part).value()))
                                .collect(Collectors.joining(and.isBlank() ? " " : " OR ", name + ":(", ")"));
            }
            case Node.Not not -> "NOT " + (not.part() instanceof Node.Not ? text(not.part()) : inner(not.part()));
            case Node.AtLeast atLeast -> atLeast.count() + " OF " + list(atLeast.parts());
            case Node.Score score ->
                "SCORE >= " + number(score.threshold()) + " ("
                        + score.clauses().stream()
                                .map(clause -> clausePart(clause.part()) + "^" + number(clause.weight()))
                                .collect(Collectors.joining(", "))
                        + ")";
            case Node.Scoped scoped -> scoped.scope() + ":" + inner(scoped.part());
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

    private String list(List<Node> parts) {
        return parts.stream().map(this::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private String clausePart(Node part) {
        return part instanceof Node.Phrase || part instanceof Node.Attribute ? text(part) : "(" + text(part) + ")";
    }

    private String andPart(Node part) {
        return part instanceof Node.Or || part instanceof Node.And ? inner(part) : text(part);
    }

    private String operand(Node node) {
        return node instanceof Node.Near ? text(node) : inner(node);
    }

    /** A part that stands where only one thing may. */
    private String inner(Node node) {
        boolean several = switch (node) {
            case Node.And all -> true;
            case Node.Or or -> attribute(or).isEmpty();
            case Node.Not not -> true;
            case Node.Near near -> true;
            case Node.Phrase phrase -> false;
            case Node.Attribute attribute -> false;
            case Node.Scoped scoped -> false;
            case Node.AtLeast atLeast -> false;
            case Node.Score score -> false;
            case Node.Around around -> false;
            case Node.StorySources sources -> false;
            case Node.StoryNew fresh -> false;
            case Node.Burst burst -> false;
            case Node.Like like -> false;
        };
        return several ? "(" + text(node) + ")" : text(node);
    }

    /** The field that all parts give a value of, else empty. */
    private static String attribute(Node.Or or) {
        return or.parts().getFirst() instanceof Node.Attribute first
                        && or.parts().stream()
                                .allMatch(part -> part instanceof Node.Attribute one
                                        && one.name().equals(first.name()))
                ? first.name()
                : "";
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
