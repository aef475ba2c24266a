package org.tocsin.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The words under which a query is filed: whatever it matches has at least one of them, together with that word's
 * guard. Chosen so that their document frequencies sum up to little: of an AND the cheapest part, of an OR all parts,
 * of k OF n the n - k + 1 cheapest, of a SCORE all clauses but the dearest ones whose weights together stay below the
 * threshold.
 */
record Cover(double cost, List<Entry> entries) {
    /**
     * One word to file under.
     *
     * @param guard a second word that must be there too, {@link Vocabulary#ALWAYS} for none
     * @param complete whether both together are all that the query asks for
     */
    record Entry(int word, int guard, boolean complete) {}

    private static final double SMALLEST_COST = 1e-6;

    /** The cover of a query, null when it has no selective part. */
    static @Nullable Cover of(Node node, Vocabulary vocabulary, IntToDoubleFunction frequency) {
        return switch (node) {
            case Node.Phrase phrase -> phrase(phrase, vocabulary, frequency);
            case Node.Attribute attribute -> word(vocabulary.add(attribute), frequency);
            case Node.Near near -> and(List.of(near.left(), near.right()), vocabulary, frequency, false);
            case Node.And and -> and(and.parts(), vocabulary, frequency, true);
            case Node.Or or -> all(or.parts(), vocabulary, frequency);
            case Node.AtLeast atLeast -> atLeast(atLeast, vocabulary, frequency);
            case Node.Score score -> score(score, vocabulary, frequency);
            case Node.Scoped scoped -> incomplete(of(scoped.part(), vocabulary, frequency));
            case Node.Not not -> null;
            case Node.Around around -> null;
            case Node.StorySources sources -> null;
            case Node.StoryNew fresh -> null;
            case Node.Burst burst -> null;
        };
    }

    private static Cover word(int word, IntToDoubleFunction frequency) {
        return new Cover(cost(word, frequency), List.of(new Entry(word, Vocabulary.ALWAYS, true)));
    }

    private static double cost(int word, IntToDoubleFunction frequency) {
        return SMALLEST_COST + frequency.applyAsDouble(word);
    }

    private static Cover phrase(Node.Phrase phrase, Vocabulary vocabulary, IntToDoubleFunction frequency) {
        List<Integer> words = phrase.terms().stream()
                .map(vocabulary::add)
                .sorted(Comparator.comparingDouble(word -> cost(word, frequency)))
                .toList();
        return words.size() == 1
                ? word(words.getFirst(), frequency)
                : new Cover(
                        cost(words.getFirst(), frequency), List.of(new Entry(words.getFirst(), words.get(1), false)));
    }

    private static @Nullable Cover and(
            List<Node> parts, Vocabulary vocabulary, IntToDoubleFunction frequency, boolean nothingElse) {
        Cover best = null;
        Node chosen = null;
        for (Node part : parts) {
            Cover cover = of(part, vocabulary, frequency);
            if (cover != null && (best == null || cover.cost() < best.cost())) {
                best = cover;
                chosen = part;
            }
        }
        if (best == null || chosen == null) {
            return null;
        }
        int guard = Vocabulary.ALWAYS;
        int others = 0;
        boolean plain = false;
        boolean skipped = false;
        for (Node part : parts) {
            if (!skipped && part.equals(chosen)) {
                skipped = true;
                continue;
            }
            others++;
            int word = single(part, vocabulary);
            if (word != Vocabulary.ALWAYS
                    && (guard == Vocabulary.ALWAYS || cost(word, frequency) < cost(guard, frequency))) {
                guard = word;
                plain = true;
            }
        }
        boolean whole = nothingElse && others == 1 && plain;
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : best.entries()) {
            boolean free = entry.guard() == Vocabulary.ALWAYS;
            entries.add(new Entry(entry.word(), free ? guard : entry.guard(), free && whole && entry.complete()));
        }
        return new Cover(best.cost(), entries);
    }

    /** The word that a part asks for and nothing else, or {@link Vocabulary#ALWAYS}. */
    private static int single(Node part, Vocabulary vocabulary) {
        return switch (part) {
            case Node.Phrase phrase ->
                phrase.terms().size() == 1 ? vocabulary.add(phrase.terms().getFirst()) : Vocabulary.ALWAYS;
            case Node.Attribute attribute -> vocabulary.add(attribute);
            default -> Vocabulary.ALWAYS;
        };
    }

    private static @Nullable Cover all(List<Node> parts, Vocabulary vocabulary, IntToDoubleFunction frequency) {
        double cost = 0;
        List<Entry> entries = new ArrayList<>();
        for (Node part : parts) {
            Cover cover = of(part, vocabulary, frequency);
            if (cover == null) {
                return null;
            }
            cost += cover.cost();
            entries.addAll(cover.entries());
        }
        return new Cover(cost, entries);
    }

    private static @Nullable Cover atLeast(Node.AtLeast atLeast, Vocabulary vocabulary, IntToDoubleFunction frequency) {
        List<Node> cheapest = atLeast.parts().stream()
                .sorted(Comparator.comparingDouble(part -> cost(of(part, vocabulary, frequency))))
                .limit(atLeast.parts().size() - atLeast.count() + 1L)
                .toList();
        Cover cover = all(cheapest, vocabulary, frequency);
        return atLeast.count() == 1 ? cover : incomplete(cover);
    }

    private static @Nullable Cover score(Node.Score score, Vocabulary vocabulary, IntToDoubleFunction frequency) {
        List<Node.Clause> dearest = score.clauses().stream()
                .filter(clause -> clause.weight() > 0)
                .sorted(Comparator.comparingDouble(
                        (Node.Clause clause) -> -cost(of(clause.part(), vocabulary, frequency))))
                .toList();
        double leftOut = 0;
        List<Node> filed = new ArrayList<>();
        for (Node.Clause clause : dearest) {
            if (leftOut + clause.weight() < score.threshold()) {
                leftOut += clause.weight();
            } else {
                filed.add(clause.part());
            }
        }
        return score.threshold() <= 0 ? null : incomplete(all(filed, vocabulary, frequency));
    }

    private static double cost(@Nullable Cover cover) {
        return cover == null ? Double.POSITIVE_INFINITY : cover.cost();
    }

    private static @Nullable Cover incomplete(@Nullable Cover cover) {
        return cover == null
                ? null
                : new Cover(
                        cover.cost(),
                        cover.entries().stream()
                                .map(entry -> new Entry(entry.word(), entry.guard(), false))
                                .toList());
    }
}
