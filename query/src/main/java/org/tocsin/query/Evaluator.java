package org.tocsin.query;

import java.util.Arrays;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;

/**
 * Runs programs over one view: whether a query matches and its score. It allocates nothing once its buffer has grown.
 * A program that looks at more than {@link #MAX_STEPS} places is stopped with {@link Overrun}.
 */
final class Evaluator {
    /** Places that one query may look at in one article. */
    static final int MAX_STEPS = 2_000_000;

    private static final double EARTH_RADIUS_KM = 6_371.0088;

    /** A query that costs too much. */
    static final class Overrun extends RuntimeException {
        Overrun() {
            super("looked at more than %,d places of one article".formatted(MAX_STEPS), null, false, false);
        }
    }

    private final View view;
    private int[] spans = new int[256];
    private int steps;
    private double score;
    private boolean scored;
    private int low;
    private int high;

    Evaluator(View view) {
        this.view = view;
    }

    /** Whether the query matches the document that the view looks at now. */
    boolean matches(int[] code) {
        steps = 0;
        scored = false;
        low = 0;
        high = Integer.MAX_VALUE;
        return test(code, 0);
    }

    /** Whether the last match met a SCORE. */
    boolean scored() {
        return scored;
    }

    /** The sum of the first SCORE that was met. */
    double score() {
        return score;
    }

    /**
     * Finds everything that a phrase without slop, a NEAR or an OR of these finds between two positions, and says how
     * much it is; then {@link #first} and {@link #last} give the places.
     */
    int spans(int[] code, int instruction, int from, int end) {
        steps = 0;
        low = from;
        high = end;
        return spans(code, instruction, 0);
    }

    int first(int found) {
        return spans[2 * found];
    }

    int last(int found) {
        return spans[2 * found + 1];
    }

    private void step(int count) {
        steps += count;
        if (steps > MAX_STEPS) {
            throw new Overrun();
        }
    }

    private boolean test(int[] code, int at) {
        return switch (code[at]) {
            case Program.WORD -> word(code[at + 2]);
            case Program.ATTRIBUTE -> view.has(code[at + 2]);
            case Program.PHRASE ->
                code[at + 2] == 0
                        ? inRow(code, at + 3, code[at + 1])
                        : sloppy(code, at + 3, code[at + 1], code[at + 2]);
            case Program.NEAR -> near(code, at, 0) > 0;
            case Program.AND -> {
                for (int part = at + 2; part < code[at + 1]; part = code[part + 1]) {
                    if (!test(code, part)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Program.OR -> {
                for (int part = at + 2; part < code[at + 1]; part = code[part + 1]) {
                    if (test(code, part)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Program.OR_SCORED -> {
                boolean any = false;
                for (int part = at + 2; part < code[at + 1] && !(any && scored); part = code[part + 1]) {
                    any |= test(code, part);
                }
                yield any;
            }
            case Program.AT_LEAST_SCORED -> {
                int missing = code[at + 2];
                for (int part = at + 3; part < code[at + 1] && !(missing <= 0 && scored); part = code[part + 1]) {
                    missing -= test(code, part) ? 1 : 0;
                }
                yield missing <= 0;
            }
            case Program.NOT -> !test(code, at + 2);
            case Program.AT_LEAST -> {
                int missing = code[at + 2];
                for (int part = at + 3; part < code[at + 1] && missing > 0; part = code[part + 1]) {
                    missing -= test(code, part) ? 1 : 0;
                }
                yield missing == 0;
            }
            case Program.SCORE -> weigh(code, at);
            case Program.SCOPE -> scoped(code, at);
            case Program.AROUND -> around(code, at + 2);
            case Program.STORY_SOURCES -> article().storySources() >= code[at + 2];
            case Program.STORY_NEW -> article().storyNew();
            case Program.BURST -> article().burst() >= Program.number(code, at + 2);
            default -> throw new IllegalStateException("instruction " + code[at]);
        };
    }

    private EnrichedArticle article() {
        return view.document().enriched();
    }

    private boolean word(int word) {
        if (!view.has(word)) {
            return false;
        }
        if (low == 0 && high == Integer.MAX_VALUE) {
            return true;
        }
        int place = view.seek(word, low);
        return place < view.to(word) && view.positions()[place] < high;
    }

    private boolean weigh(int[] code, int at) {
        double threshold = Program.number(code, at + 2);
        double sum = 0;
        boolean first = !scored;
        scored = true;
        for (int part = at + 4; part < code[at + 1]; part = code[part + 3]) {
            if (test(code, part + 2)) {
                sum += Program.number(code, part);
            }
        }
        if (first) {
            score = Node.Score.shown(sum);
        }
        return Node.Score.reaches(sum, threshold);
    }

    private boolean scoped(int[] code, int at) {
        int beforeLow = low;
        int beforeHigh = high;
        narrow(code[at + 2]);
        boolean result = test(code, at + 3);
        low = beforeLow;
        high = beforeHigh;
        return result;
    }

    private void narrow(int scope) {
        low = Math.max(low, view.document().first(Scope.of(scope)));
        high = Math.min(high, view.document().end(Scope.of(scope)));
    }

    private boolean inRow(int[] code, int first, int end) {
        int anchor = first;
        for (int i = first; i < end; i++) {
            if (!view.has(code[i])) {
                return false;
            }
            if (frequency(code[i]) < frequency(code[anchor])) {
                anchor = i;
            }
        }
        for (int place = view.from(code[anchor]); place < view.to(code[anchor]); place++) {
            int start = view.positions()[place] - (anchor - first);
            if (start >= low && start + end - first <= high && rowAt(code, first, end, start)) {
                return true;
            }
        }
        return false;
    }

    private boolean rowAt(int[] code, int first, int end, int start) {
        for (int i = first; i < end; i++) {
            step(1);
            if (!stands(code[i], start + i - first)) {
                return false;
            }
        }
        return true;
    }

    private boolean stands(int word, int position) {
        int place = view.seek(word, position);
        return place < view.to(word) && view.positions()[place] == position;
    }

    private int frequency(int word) {
        return view.to(word) - view.from(word);
    }

    /** Lucene's slop: the places less their numbers in the phrase lie at most {@code slop} apart, no place used twice. */
    private boolean sloppy(int[] code, int first, int end, int slop) {
        for (int i = first; i < end; i++) {
            if (!view.has(code[i])) {
                return false;
            }
        }
        for (int i = first; i < end; i++) {
            for (int place = view.seek(code[i], low); place < view.to(code[i]); place++) {
                int base = view.positions()[place] - (i - first);
                if (view.positions()[place] >= high) {
                    break;
                }
                if (fits(code, first, end, first, base, slop, 0)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether every word from {@code at} on has a place between {@code base} and {@code base + slop} of its own. */
    private boolean fits(int[] code, int first, int end, int at, int base, int slop, int taken) {
        if (at == end) {
            return true;
        }
        int least = Math.max(low, base + at - first);
        int most = Math.min(high - 1, base + slop + at - first);
        for (int place = view.seek(code[at], least); place < view.to(code[at]); place++) {
            step(1);
            int position = view.positions()[place];
            if (position > most) {
                return false;
            }
            if (!used(position, taken)) {
                push(taken, position);
                if (fits(code, first, end, at + 1, base, slop, taken + 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean used(int position, int taken) {
        for (int i = 0; i < taken; i++) {
            if (spans[i] == position) {
                return true;
            }
        }
        return false;
    }

    private void push(int at, int value) {
        if (at >= spans.length) {
            spans = Arrays.copyOf(spans, at * 2);
        }
        spans[at] = value;
    }

    /** Writes the spans of a NEAR as pairs from {@code at} on and returns how many there are. */
    private int near(int[] code, int instruction, int at) {
        int left = instruction + 4;
        int lefts = spans(code, left, at);
        if (lefts == 0) {
            return 0;
        }
        int rights = spans(code, code[left + 1], at + 2 * lefts);
        int distance = code[instruction + 2];
        boolean ordered = code[instruction + 3] == 1;
        int out = at + 2 * (lefts + rights);
        int found = 0;
        for (int a = at; a < at + 2 * lefts; a += 2) {
            step(rights);
            for (int b = at + 2 * lefts; b < at + 2 * (lefts + rights); b += 2) {
                int after = spans[b] - spans[a + 1] - 1;
                int before = spans[a] - spans[b + 1] - 1;
                if ((after >= 0 && after <= distance) || (!ordered && before >= 0 && before <= distance)) {
                    push(out + 2 * found, Math.min(spans[a], spans[b]));
                    push(out + 2 * found + 1, Math.max(spans[a + 1], spans[b + 1]));
                    found++;
                }
            }
        }
        for (int i = 0; i < 2 * found; i++) {
            spans[at + i] = spans[out + i];
        }
        return found;
    }

    /** Writes the first and last position of everything that {@code instruction} finds from {@code at} on. */
    private int spans(int[] code, int instruction, int at) {
        int found = 0;
        switch (code[instruction]) {
            case Program.WORD -> {
                int word = code[instruction + 2];
                if (view.has(word)) {
                    for (int place = view.seek(word, low); place < view.to(word); place++) {
                        int position = view.positions()[place];
                        if (position >= high) {
                            break;
                        }
                        push(at + 2 * found, position);
                        push(at + 2 * found + 1, position);
                        found++;
                    }
                    step(found);
                }
            }
            case Program.PHRASE -> found = phraseSpans(code, instruction, at);
            case Program.NEAR -> found = near(code, instruction, at);
            case Program.OR -> {
                for (int part = instruction + 2; part < code[instruction + 1]; part = code[part + 1]) {
                    found += spans(code, part, at + 2 * found);
                }
            }
            default -> throw new IllegalStateException("no spans of " + code[instruction]);
        }
        return found;
    }

    private int phraseSpans(int[] code, int instruction, int at) {
        int first = instruction + 3;
        int end = code[instruction + 1];
        int found = 0;
        if (!view.has(code[first])) {
            return 0;
        }
        for (int place = view.seek(code[first], low); place < view.to(code[first]); place++) {
            int start = view.positions()[place];
            boolean whole = true;
            for (int i = first; i < end && whole; i++) {
                whole = view.has(code[i]);
            }
            if (whole && start + end - first <= high && rowAt(code, first, end, start)) {
                push(at + 2 * found, start);
                push(at + 2 * found + 1, start + end - first - 1);
                found++;
            }
        }
        return found;
    }

    private boolean around(int[] code, int at) {
        double latitude = Program.number(code, at);
        double longitude = Program.number(code, at + 2);
        double kilometres = Program.number(code, at + 4);
        for (Mention mention : article().mentions()) {
            if (within(mention, latitude, longitude, kilometres)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a place lies in a circle on the sphere (haversine formula). */
    static boolean within(Mention mention, double latitude, double longitude, double kilometres) {
        Double north = mention.latitude();
        Double east = mention.longitude();
        if (north == null || east == null) {
            return false;
        }
        double dLat = Math.sin(Math.toRadians(north - latitude) / 2);
        double dLon = Math.sin(Math.toRadians(east - longitude) / 2);
        double chord = dLat * dLat + Math.cos(Math.toRadians(latitude)) * Math.cos(Math.toRadians(north)) * dLon * dLon;
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(chord)) <= kilometres;
    }
}
