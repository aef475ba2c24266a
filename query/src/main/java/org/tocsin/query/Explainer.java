package org.tocsin.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Span;
import org.tocsin.model.TopicTag;

/**
 * Walks a parsed query and its program side by side over one document and gathers the places that made it true. Unlike
 * {@link Evaluator} it looks at every clause to its end. A clause that costs too much shows nothing, and the Evaluator,
 * which stops at the first way to match, then has the last word.
 */
final class Explainer {
    /** Places that one clause shows at most. */
    static final int MAX_SPANS_PER_CLAUSE = 100;

    /**
     * One place: what a clause found from one position to another, or a span that is known already.
     *
     * @param instruction the clause in the program
     */
    private record Place(
            int instruction,
            Node clause,
            int first,
            int last,
            @Nullable Span span) {}

    private static final Node NOTHING = new Node.StoryNew();

    private final View view;
    private final Evaluator evaluator;
    private final int[] code;
    private final int most;
    private final List<Place> places = new ArrayList<>();
    private @Nullable Double score;
    private double threshold;
    private int steps;
    private boolean overrun;

    /** @param most places that one clause shows at most */
    Explainer(View view, Evaluator evaluator, int[] code, int most) {
        this.view = view;
        this.evaluator = evaluator;
        this.code = code;
        this.most = most;
    }

    static MatchResult explain(Node node, int[] code, View view) {
        return new Explainer(view, new Evaluator(view), code, MAX_SPANS_PER_CLAUSE)
                .explain(node, new String[code.length]);
    }

    /** @param texts the clauses as written, by their place in the program; what is missing is filled in */
    MatchResult explain(Node node, @Nullable String[] texts) {
        boolean matched = matches(node);
        List<Span> spans = new ArrayList<>(places.size());
        if (matched) {
            places.forEach(place -> spans.add(span(place, texts)));
        }
        return new MatchResult(matched, score, threshold, spans);
    }

    /** Hands over where each place begins, if the query matches. */
    void each(Node node, Explanation.Starts starts) {
        if (matches(node)) {
            for (Place place : places) {
                Span span = place.span();
                if (span == null) {
                    starts.start(Document.field(place.first()), view.document().start(place.first()));
                } else {
                    starts.start(span.field(), span.start());
                }
            }
        }
    }

    private boolean matches(Node node) {
        boolean matched = test(node, 0, 0, Integer.MAX_VALUE);
        try {
            return overrun ? evaluator.matches(code) : matched;
        } catch (Evaluator.Overrun e) {
            return false;
        }
    }

    private Span span(Place place, @Nullable String[] texts) {
        if (place.span() != null) {
            return place.span();
        }
        String text = texts[place.instruction()];
        if (text == null) {
            text = Printer.print(place.clause());
            texts[place.instruction()] = text;
        }
        Document document = view.document();
        String field = Document.field(place.first());
        int start = document.start(place.first());
        int end = document.end(place.last());
        return new Span(field, start, end, document.text(field).substring(start, end), text);
    }

    private boolean test(Node node, int at, int low, int high) {
        return switch (node) {
            case Node.Phrase phrase ->
                phrase.slop() == 0 ? found(phrase, at, low, high) : sloppy(phrase, at, low, high);
            case Node.Near near -> found(near, at, low, high);
            case Node.And and -> {
                int before = places.size();
                int part = at + 2;
                for (Node each : and.parts()) {
                    if (!test(each, part, low, high)) {
                        forget(before);
                        yield false;
                    }
                    part = code[part + 1];
                }
                yield true;
            }
            case Node.Or or -> count(or.parts(), at + 2, low, high) > 0;
            case Node.Not not -> {
                int before = places.size();
                boolean inside = test(not.part(), at + 2, low, high);
                forget(before);
                yield !inside;
            }
            case Node.AtLeast atLeast -> {
                int before = places.size();
                boolean enough = count(atLeast.parts(), at + 3, low, high) >= atLeast.count();
                if (!enough) {
                    forget(before);
                }
                yield enough;
            }
            case Node.Score weighted -> score(weighted, at, low, high);
            case Node.Scoped scoped ->
                test(
                        scoped.part(),
                        at + 3,
                        Math.max(low, view.document().first(scoped.scope())),
                        Math.min(high, view.document().end(scoped.scope())));
            case Node.Attribute attribute -> view.has(code[at + 2]) && attribute(attribute);
            case Node.Like like -> view.has(code[at + 2]); // the article as a whole: nothing to show
            case Node.Around around -> around(around);
            case Node.StorySources sources -> article().storySources() >= sources.least();
            case Node.StoryNew fresh -> article().storyNew();
            case Node.Burst burst -> article().burst() >= burst.least();
        };
    }

    private EnrichedArticle article() {
        return view.document().enriched();
    }

    private void forget(int from) {
        places.subList(from, places.size()).clear();
    }

    private int count(List<Node> parts, int first, int low, int high) {
        int count = 0;
        int part = first;
        for (Node each : parts) {
            count += test(each, part, low, high) ? 1 : 0;
            part = code[part + 1];
        }
        return count;
    }

    private boolean score(Node.Score weighted, int at, int low, int high) {
        int before = places.size();
        boolean first = score == null;
        if (first) {
            score = 0.0;
        }
        double sum = 0;
        int part = at + 4;
        for (Node.Clause clause : weighted.clauses()) {
            sum += test(clause.part(), part + 2, low, high) ? clause.weight() : 0;
            part = code[part + 3];
        }
        if (first) {
            score = Node.Score.shown(sum);
            threshold = weighted.threshold();
        }
        boolean reached = Node.Score.reaches(sum, weighted.threshold());
        if (!reached) {
            forget(before);
        }
        return reached;
    }

    private boolean found(Node clause, int at, int low, int high) {
        int count;
        try {
            count = evaluator.spans(code, at, low, high);
        } catch (Evaluator.Overrun e) {
            overrun = true;
            return false;
        }
        boolean once = clause instanceof Node.Phrase;
        Set<Long> seen = once ? Set.of() : new HashSet<>();
        int shown = 0;
        for (int i = 0; i < count && shown < most; i++) {
            int first = evaluator.first(i);
            int last = evaluator.last(i);
            if (once || seen.add(((long) first << 32) | last)) {
                places.add(new Place(at, clause, first, last, null));
                shown++;
            }
        }
        return count > 0;
    }

    private boolean sloppy(Node.Phrase phrase, int at, int low, int high) {
        int[] words = Arrays.copyOfRange(code, at + 3, code[at + 1]);
        for (int word : words) {
            if (!view.has(word)) {
                return false;
            }
        }
        Set<Long> found = new HashSet<>();
        for (int i = 0; i < words.length; i++) {
            for (int place = view.seek(words[i], low);
                    place < view.to(words[i]) && found.size() < most && !overrun;
                    place++) {
                int base = view.positions()[place] - i;
                int[] taken = new int[words.length];
                if (fits(words, 0, base, phrase.slop(), low, high, taken)) {
                    int first = Arrays.stream(taken).min().orElseThrow();
                    int last = Arrays.stream(taken).max().orElseThrow();
                    if (found.add(((long) first << 32) | last)) {
                        places.add(new Place(at, phrase, first, last, null));
                    }
                }
            }
        }
        return !found.isEmpty();
    }

    private boolean fits(int[] words, int at, int base, int slop, int low, int high, int[] taken) {
        if (at == words.length) {
            return true;
        }
        for (int place = view.seek(words[at], Math.max(low, base + at)); place < view.to(words[at]); place++) {
            int position = view.positions()[place];
            overrun |= ++steps > Evaluator.MAX_STEPS;
            if (overrun || position > base + slop + at || position >= high) {
                return false;
            }
            boolean free = true;
            for (int i = 0; i < at; i++) {
                free &= taken[i] != position;
            }
            taken[at] = position;
            if (free && fits(words, at + 1, base, slop, low, high, taken)) {
                return true;
            }
        }
        return false;
    }

    private boolean attribute(Node.Attribute attribute) {
        String asked = Document.attribute(attribute.name(), attribute.value());
        switch (attribute.name()) {
            case "topic" -> topic(asked);
            case "entity", "place" -> entity(attribute.name(), asked);
            default -> {
                // the article as a whole has it: nothing in its text to show
            }
        }
        return true;
    }

    /** A topic is explained by the evidence that it was given for. */
    private void topic(String asked) {
        for (TopicTag tag : article().topics()) {
            if (Document.attribute("topic", tag.id()).equals(asked)) {
                for (Span span : tag.evidence()) {
                    show(new Span(span.field(), span.start(), span.end(), span.text(), "topic:" + tag.id()));
                }
            }
        }
    }

    private void entity(String name, String asked) {
        for (Mention mention : article().mentions()) {
            String id = mention.entity() == null ? mention.name() : mention.entity();
            if (Document.attribute(name, id).equals(asked)
                    || Document.attribute(name, mention.name()).equals(asked)) {
                show(mention, name + ":" + id);
            }
        }
    }

    private boolean around(Node.Around around) {
        boolean found = false;
        for (Mention mention : article().mentions()) {
            if (Evaluator.within(mention, around.latitude(), around.longitude(), around.kilometres())) {
                show(mention, Printer.print(around));
                found = true;
            }
        }
        return found;
    }

    private void show(Mention mention, String clause) {
        show(new Span(mention.field(), mention.start(), mention.end(), mention.surface(), clause));
    }

    private void show(Span span) {
        places.add(new Place(0, NOTHING, 0, 0, span));
    }
}
