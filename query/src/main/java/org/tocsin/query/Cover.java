package org.tocsin.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The words under which a query is filed: whatever it matches has at least one of them, together with that word's
 * guard. Chosen so that their document frequencies sum up to little: of an AND the cheapest part, of an OR all parts,
 * of k OF n the n - k + 1 cheapest, of a SCORE all clauses but the dearest ones whose weights together stay below the
 * threshold.
 */
record Cover(double cost, List<Entry> entries) {
    /** Where the guard must stand. */
    enum Relation {
        ANYWHERE,
        RIGHT_AFTER,
        RIGHT_BEFORE
    }

    /**
     * One word to file under.
     *
     * @param guard a second word that must be there too, {@link Vocabulary#ALWAYS} for none
     * @param relation where the guard stands, seen from the word
     * @param not a word that must not be there, {@link Vocabulary#NEVER} for none
     * @param complete whether this is all that the query asks for
     */
    record Entry(int word, int guard, Relation relation, int not, boolean complete) {
        Entry incomplete() {
            return new Entry(word, guard, relation, not, false);
        }

        /** Where the query looks at a part of the article only, a word elsewhere forbids nothing. */
        Entry inAPart() {
            return new Entry(word, guard, relation, Vocabulary.NEVER, false);
        }
    }

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
            case Node.Scoped scoped -> each(of(scoped.part(), vocabulary, frequency), Entry::inAPart);
            case Node.Not not -> null;
            case Node.Around around -> null;
            case Node.StorySources sources -> null;
            case Node.StoryNew fresh -> null;
            case Node.Burst burst -> null;
        };
    }

    private static Cover word(int word, IntToDoubleFunction frequency) {
        return new Cover(
                cost(word, frequency),
                List.of(new Entry(word, Vocabulary.ALWAYS, Relation.ANYWHERE, Vocabulary.NEVER, true)));
    }

    private static double cost(int word, IntToDoubleFunction frequency) {
        return SMALLEST_COST + frequency.applyAsDouble(word);
    }

    /** A phrase is filed under its rarest word, guarded by the rarer of that word's neighbours. */
    private static Cover phrase(Node.Phrase phrase, Vocabulary vocabulary, IntToDoubleFunction frequency) {
        int[] words = phrase.terms().stream().mapToInt(vocabulary::add).toArray();
        if (words.length == 1) {
            return word(words[0], frequency);
        }
        int rarest = 0;
        for (int i = 1; i < words.length; i++) {
            rarest = cost(words[i], frequency) < cost(words[rarest], frequency) ? i : rarest;
        }
        boolean after = rarest == 0
                || (rarest + 1 < words.length
                        && cost(words[rarest + 1], frequency) < cost(words[rarest - 1], frequency));
        int guard = words[after ? rarest + 1 : rarest - 1];
        Relation relation =
                phrase.slop() > 0 ? Relation.ANYWHERE : after ? Relation.RIGHT_AFTER : Relation.RIGHT_BEFORE;
        boolean complete = phrase.slop() == 0 && words.length == 2;
        return new Cover(
                cost(words[rarest], frequency),
                List.of(new Entry(words[rarest], guard, relation, Vocabulary.NEVER, complete)));
    }

    private static @Nullable Cover and(
            List<Node> parts, Vocabulary vocabulary, IntToDoubleFunction frequency, boolean nothingElse) {
        Cover best = null;
        int chosen = -1;
        for (int i = 0; i < parts.size(); i++) {
            Cover cover = of(parts.get(i), vocabulary, frequency);
            if (cover != null && (best == null || cover.cost() < best.cost())) {
                best = cover;
                chosen = i;
            }
        }
        if (best == null) {
            return null;
        }
        List<Integer> wanted = new ArrayList<>();
        List<Integer> unwanted = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (i != chosen) {
                Node part = parts.get(i);
                int word = single(part instanceof Node.Not not ? not.part() : part, vocabulary);
                if (word != Vocabulary.ALWAYS) {
                    (part instanceof Node.Not ? unwanted : wanted).add(word);
                }
            }
        }
        wanted.sort(Comparator.comparingDouble(word -> cost(word, frequency)));
        boolean whole = nothingElse
                && wanted.size() <= 1
                && unwanted.size() <= 1
                && wanted.size() + unwanted.size() == parts.size() - 1;
        return each(best, entry -> joined(entry, wanted, unwanted, whole));
    }

    private static Entry joined(Entry entry, List<Integer> wanted, List<Integer> unwanted, boolean whole) {
        boolean guards = entry.guard() == Vocabulary.ALWAYS && !wanted.isEmpty();
        boolean forbids = entry.not() == Vocabulary.NEVER && !unwanted.isEmpty();
        return new Entry(
                entry.word(),
                guards ? wanted.getFirst() : entry.guard(),
                entry.relation(),
                forbids ? unwanted.getFirst() : entry.not(),
                entry.complete() && whole && (guards || wanted.isEmpty()) && (forbids || unwanted.isEmpty()));
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
        return each(cover, Entry::incomplete);
    }

    private static @Nullable Cover each(@Nullable Cover cover, UnaryOperator<Entry> change) {
        return cover == null
                ? null
                : new Cover(cover.cost(), cover.entries().stream().map(change).toList());
    }
}
