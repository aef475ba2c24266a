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
 *
 * <p>A small OR beside the chosen part of an AND becomes the guards: C AND (A OR B) is filed as C guarded by A, and as C
 * guarded by B but not A. So most queries are decided by their entries alone, without a look at their program, which
 * would be a cache miss each.
 *
 * @param cost sum of the document frequencies of the entries' words
 * @param once whether at most one of the entries fits any one article
 */
record Cover(double cost, List<Entry> entries, boolean once) {
    /** Entries of one query that guards may be multiplied to. */
    static final int MAX_MULTIPLIED = 12;

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

        Entry guardedBy(int other) {
            return new Entry(word, other, Relation.ANYWHERE, not, complete);
        }

        Entry without(int other) {
            return new Entry(word, guard, relation, other, complete);
        }

        boolean unguarded() {
            return guard == Vocabulary.ALWAYS;
        }

        boolean forbidsNothing() {
            return not == Vocabulary.NEVER;
        }
    }

    private static final double SMALLEST_COST = 1e-6;

    /** Where a whole query is filed, null when it has no selective part. What has a score is never decided by its entries. */
    static @Nullable Cover filing(Node node, Vocabulary vocabulary, IntToDoubleFunction frequency) {
        Cover cover = of(node, vocabulary, frequency);
        return node.scored() ? incomplete(cover) : cover;
    }

    /** The cover of a query, null when it has no selective part. */
    static @Nullable Cover of(Node node, Vocabulary vocabulary, IntToDoubleFunction frequency) {
        return switch (node) {
            case Node.Phrase phrase -> phrase(phrase, vocabulary, frequency);
            case Node.Attribute attribute -> word(vocabulary.add(attribute), frequency);
            case Node.Like like -> word(vocabulary.add(like), frequency);
            case Node.Near near -> and(List.of(near.left(), near.right()), vocabulary, frequency, false);
            case Node.And and -> and(and.parts(), vocabulary, frequency, true);
            case Node.Or or -> all(or.parts(), vocabulary, frequency);
            case Node.AtLeast atLeast -> atLeast(atLeast, vocabulary, frequency);
            case Node.Score score -> score(score, vocabulary, frequency);
            case Node.Scoped scoped -> inAPart(of(scoped.part(), vocabulary, frequency));
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
                List.of(new Entry(word, Vocabulary.ALWAYS, Relation.ANYWHERE, Vocabulary.NEVER, true)),
                true);
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
                List.of(new Entry(words[rarest], guard, relation, Vocabulary.NEVER, complete)),
                true);
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
        List<Integer> alternatives = List.of();
        int decided = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (i == chosen) {
                continue;
            }
            Node part = parts.get(i);
            int word = single(part instanceof Node.Not not ? not.part() : part, vocabulary);
            if (word != Vocabulary.ALWAYS) {
                (part instanceof Node.Not ? unwanted : wanted).add(word);
            } else if (alternatives.isEmpty()) {
                alternatives = words(part, vocabulary);
            }
        }
        wanted.sort(Comparator.comparingDouble(word -> cost(word, frequency)));
        boolean multiplied = wanted.isEmpty()
                && !alternatives.isEmpty()
                && best.entries().size() * alternatives.size() <= MAX_MULTIPLIED
                && best.entries().stream().allMatch(Entry::unguarded);
        if (multiplied) {
            best = best.times(alternatives, unwanted.isEmpty());
            decided++;
        } else {
            best = best.guarded(wanted);
        }
        best = best.without(unwanted);
        decided += Math.min(1, wanted.size()) + Math.min(1, unwanted.size());
        return nothingElse && decided == parts.size() - 1 ? best : incomplete(best);
    }

    /** Guards every entry that has no guard yet by the first of {@code wanted}. */
    private Cover guarded(List<Integer> wanted) {
        return wanted.isEmpty()
                ? this
                : each(entry -> entry.unguarded() ? entry.guardedBy(wanted.getFirst()) : entry.incomplete());
    }

    /** Lets every entry that forbids nothing yet forbid the first of {@code unwanted}. */
    private Cover without(List<Integer> unwanted) {
        return unwanted.isEmpty()
                ? this
                : each(entry -> entry.forbidsNothing() ? entry.without(unwanted.getFirst()) : entry.incomplete());
    }

    /** Each entry once for each alternative as its guard; of two, the second forbids the first where it may. */
    private Cover times(List<Integer> alternatives, boolean apart) {
        boolean stillOnce = once && apart && alternatives.size() == 2;
        List<Entry> all = new ArrayList<>();
        for (Entry entry : entries) {
            boolean free = apart && alternatives.size() == 2 && entry.forbidsNothing();
            stillOnce &= free;
            for (int i = 0; i < alternatives.size(); i++) {
                Entry one = entry.guardedBy(alternatives.get(i));
                all.add(free && i == 1 ? one.without(alternatives.getFirst()) : one);
            }
        }
        return new Cover(cost, List.copyOf(all), stillOnce);
    }

    /** The words that an OR asks for and nothing else, none for any other part. */
    private static List<Integer> words(Node part, Vocabulary vocabulary) {
        if (!(part instanceof Node.Or or)) {
            return List.of();
        }
        List<Integer> words = or.parts().stream()
                .map(one -> single(one, vocabulary))
                .distinct()
                .toList();
        return words.contains(Vocabulary.ALWAYS) ? List.of() : words;
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
        boolean twoWords = entries.size() == 2
                && entries.stream().allMatch(entry -> entry.unguarded() && entry.forbidsNothing() && entry.complete());
        if (twoWords) {
            entries.set(1, entries.get(1).without(entries.getFirst().word()));
        }
        return new Cover(cost, List.copyOf(entries), twoWords || entries.size() == 1);
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
            if (!Node.Score.reaches(leftOut + clause.weight(), score.threshold())) {
                leftOut += clause.weight();
            } else {
                filed.add(clause.part());
            }
        }
        return Node.Score.reaches(0, score.threshold()) ? null : incomplete(all(filed, vocabulary, frequency));
    }

    private static double cost(@Nullable Cover cover) {
        return cover == null ? Double.POSITIVE_INFINITY : cover.cost();
    }

    private static @Nullable Cover incomplete(@Nullable Cover cover) {
        return cover == null ? null : cover.each(Entry::incomplete);
    }

    private static @Nullable Cover inAPart(@Nullable Cover cover) {
        if (cover == null) {
            return null;
        }
        Cover inAPart = cover.each(Entry::inAPart);
        return new Cover(inAPart.cost(), inAPart.entries(), inAPart.entries().size() == 1);
    }

    private Cover each(UnaryOperator<Entry> change) {
        return new Cover(cost, entries.stream().map(change).toList(), once);
    }
}
