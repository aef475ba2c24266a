package org.tocsin.query;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Queries and texts drawn from a small stock of words, so that they meet often. */
final class RandomQueries {
    private static final List<String> WORDS = List.of(
            "army",
            "border",
            "captured",
            "drone",
            "east",
            "front",
            "general",
            "hostage",
            "island",
            "journalist",
            "kursk",
            "leader",
            "missile",
            "north",
            "officer",
            "prisoner",
            "region",
            "soldier",
            "troops",
            "village");

    private final Random random;

    RandomQueries(long seed) {
        random = new Random(seed);
    }

    String text(int words) {
        return IntStream.range(0, words).mapToObj(i -> word()).collect(Collectors.joining(" "));
    }

    private String word() {
        return WORDS.get((int) (WORDS.size() * Math.pow(random.nextDouble(), 1.5)));
    }

    /** A query of every form, at most {@code depth} deep. */
    String query(int depth) {
        if (depth == 0) {
            return leaf();
        }
        return switch (random.nextInt(12)) {
            case 0, 1 -> "(" + query(depth - 1) + " AND " + query(depth - 1) + ")";
            case 2, 3 -> "(" + query(depth - 1) + " OR " + query(depth - 1) + ")";
            case 4 -> "(" + query(depth - 1) + " AND NOT " + query(depth - 1) + ")";
            case 5 -> "2 OF (" + query(depth - 1) + ", " + query(depth - 1) + ", " + query(depth - 1) + ")";
            case 6 ->
                "SCORE >= " + random.nextInt(1, 8) + " ((" + query(depth - 1) + ")^" + random.nextInt(1, 5) + ", ("
                        + query(depth - 1) + ")^2.5, " + word() + "^-2)";
            case 7 -> "(" + spannable() + " NEAR/" + random.nextInt(4) + " " + spannable() + ")";
            case 8 -> "(" + spannable() + " BEFORE/" + random.nextInt(4) + " " + spannable() + ")";
            case 9 ->
                List.of("title", "summary", "body", "lead").get(random.nextInt(4)) + ":(" + query(depth - 1) + ")";
            case 10 -> "(story.sources >= 2 AND " + query(depth - 1) + ")";
            default -> leaf();
        };
    }

    private String spannable() {
        return switch (random.nextInt(4)) {
            case 0 -> "\"" + word() + " " + word() + "\"";
            case 1 -> "(" + word() + " OR " + word() + ")";
            default -> word();
        };
    }

    private String leaf() {
        return switch (random.nextInt(9)) {
            case 0 -> "\"" + word() + " " + word() + "\"";
            case 1 -> "\"" + word() + " " + word() + " " + word() + "\"~" + random.nextInt(1, 5);
            case 2 -> word().substring(0, 3) + "*";
            case 3 -> "=" + word();
            case 4 -> "=\"" + word() + " " + word() + "\"";
            case 5 -> "topic:kursk";
            default -> word();
        };
    }
}
