package org.tocsin.query;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tocsin.query.Lexer.Token;

/** The fields that a query may name. */
final class Fields {
    /** Fields with words in them. */
    static final Set<String> TEXT = Set.of("title", "summary", "body", "lead");
    /** Fields with one value or several. */
    static final Set<String> ATTRIBUTES =
            Set.of("source", "country", "lang", "author", "category", "origin", "entity", "topic", "place");

    private static final List<String> ALL = Stream.of(TEXT, ATTRIBUTES, Set.of("near"))
            .flatMap(Set::stream)
            .sorted()
            .toList();
    private static final Pattern CIRCLE =
            Pattern.compile("(-?\\d{1,2}(?:\\.\\d+)?),(-?\\d{1,3}(?:\\.\\d+)?),(\\d{1,5}(?:\\.\\d+)?)km");

    private Fields() {}

    /** The field that was meant, by the smallest number of changed letters, or all of them. */
    static String known(String name) {
        if (name.matches("https?|ftp")) {
            return "put an address in quotes";
        }
        return ALL.stream()
                .filter(field -> distance(field, name) <= 2)
                .min(Comparator.comparingInt(field -> distance(field, name)))
                .map(field -> "did you mean " + field + ":?")
                .orElse("known are " + String.join(", ", ALL) + "; quote a word that has a colon");
    }

    /** The edit distance of Levenshtein. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            int diagonal = i;
            for (int j = 0; j <= other.length(); j++) {
                int above = row[j];
                row[j] = i == 0
                        ? j
                        : j == 0
                                ? i
                                : Math.min(
                                        Math.min(row[j], row[j - 1]) + 1,
                                        diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[other.length()];
    }

    /** The circle in the value of near:. */
    static Node circle(Token value) {
        Matcher matcher = CIRCLE.matcher(value.text());
        if (!matcher.matches()
                || Math.abs(Double.parseDouble(matcher.group(1))) > 90
                || Math.abs(Double.parseDouble(matcher.group(2))) > 180) {
            throw new QueryException(
                    value.column(), "expected latitude, longitude and radius such as near:51.73,36.19,100km");
        }
        return new Node.Around(
                Double.parseDouble(matcher.group(1)),
                Double.parseDouble(matcher.group(2)),
                Double.parseDouble(matcher.group(3)));
    }
}
