package org.tocsin.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Span;
import org.tocsin.model.TopicTag;

/** Walks a parsed query over one document and gathers the spans that made it true; slower than {@link Evaluator}. */
final class Explainer {
    /** Spans that one clause shows at most. */
    static final int MAX_SPANS_PER_CLAUSE = 100;

    /** A run of words by position, both inclusive. */
    private record Run(int first, int last) {}

    private final View view;
    private final Vocabulary vocabulary;
    private final List<Span> spans = new ArrayList<>();
    private @Nullable Double score;
    private double threshold;

    private Explainer(View view, Vocabulary vocabulary) {
        this.view = view;
        this.vocabulary = vocabulary;
    }

    static MatchResult explain(Node node, View view, Vocabulary vocabulary) {
        Explainer explainer = new Explainer(view, vocabulary);
        boolean matched = explainer.test(node, 0, Integer.MAX_VALUE);
        return new MatchResult(matched, explainer.score, explainer.threshold, matched ? explainer.spans : List.of());
    }

    private boolean test(Node node, int low, int high) {
        return switch (node) {
            case Node.Phrase phrase -> explained(runs(phrase, low, high), phrase);
            case Node.Near near -> explained(runs(near, low, high), near);
            case Node.And and -> {
                int before = spans.size();
                for (Node part : and.parts()) {
                    if (!test(part, low, high)) {
                        forget(before);
                        yield false;
                    }
                }
                yield true;
            }
            case Node.Or or -> count(or.parts(), low, high) > 0;
            case Node.Not not -> {
                int before = spans.size();
                boolean inside = test(not.part(), low, high);
                forget(before);
                yield !inside;
            }
            case Node.AtLeast atLeast -> {
                int before = spans.size();
                boolean enough = count(atLeast.parts(), low, high) >= atLeast.count();
                if (!enough) {
                    forget(before);
                }
                yield enough;
            }
            case Node.Score weighted -> score(weighted, low, high);
            case Node.Scoped scoped ->
                test(
                        scoped.part(),
                        Math.max(low, view.document().first(scoped.scope())),
                        Math.min(high, view.document().end(scoped.scope())));
            case Node.Attribute attribute -> attribute(attribute);
            case Node.Like like -> view.has(vocabulary.add(like)); // the article as a whole: nothing to show
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
        spans.subList(from, spans.size()).clear();
    }

    private int count(List<Node> parts, int low, int high) {
        int count = 0;
        for (Node part : parts) {
            count += test(part, low, high) ? 1 : 0;
        }
        return count;
    }

    private boolean score(Node.Score weighted, int low, int high) {
        int before = spans.size();
        boolean first = score == null;
        if (first) {
            score = 0.0;
        }
        double sum = 0;
        for (Node.Clause clause : weighted.clauses()) {
            sum += test(clause.part(), low, high) ? clause.weight() : 0;
        }
        if (first) {
            score = sum;
            threshold = weighted.threshold();
        }
        if (sum < weighted.threshold()) {
            forget(before);
        }
        return sum >= weighted.threshold();
    }

    private boolean explained(List<Run> runs, Node clause) {
        String text = runs.isEmpty() ? "" : Printer.print(clause);
        for (Run run : runs.subList(0, Math.min(runs.size(), MAX_SPANS_PER_CLAUSE))) {
            Document document = view.document();
            String field = Document.field(run.first());
            int start = document.start(run.first());
            int end = document.end(run.last());
            spans.add(new Span(field, start, end, document.text(field).substring(start, end), text));
        }
        return !runs.isEmpty();
    }

    private List<Run> runs(Node node, int low, int high) {
        return switch (node) {
            case Node.Phrase phrase -> phrase(phrase, low, high);
            case Node.Or or -> {
                List<Run> all = new ArrayList<>();
                or.parts().forEach(part -> all.addAll(runs(part, low, high)));
                yield all;
            }
            case Node.Near near -> near(near, low, high);
            default -> throw new IllegalStateException("no spans of " + Printer.print(node));
        };
    }

    private List<Run> near(Node.Near near, int low, int high) {
        Map<Run, Boolean> found = new LinkedHashMap<>();
        List<Run> right = runs(near.right(), low, high);
        for (Run a : runs(near.left(), low, high)) {
            for (Run b : right) {
                int after = b.first() - a.last() - 1;
                int before = a.first() - b.last() - 1;
                if ((after >= 0 && after <= near.distance())
                        || (!near.ordered() && before >= 0 && before <= near.distance())) {
                    found.put(new Run(Math.min(a.first(), b.first()), Math.max(a.last(), b.last())), true);
                }
            }
        }
        return List.copyOf(found.keySet());
    }

    private List<Run> phrase(Node.Phrase phrase, int low, int high) {
        int[] words = phrase.terms().stream().mapToInt(vocabulary::add).toArray();
        for (int word : words) {
            if (!view.has(word)) {
                return List.of();
            }
        }
        Map<Run, Boolean> found = new LinkedHashMap<>();
        for (int i = 0; i < (phrase.slop() == 0 ? 1 : words.length); i++) {
            for (int place = view.seek(words[i], low); place < view.to(words[i]); place++) {
                int base = view.positions()[place] - i;
                int[] taken = new int[words.length];
                if (fits(words, 0, base, phrase.slop(), low, high, taken)) {
                    int first = java.util.Arrays.stream(taken).min().orElseThrow();
                    int last = java.util.Arrays.stream(taken).max().orElseThrow();
                    found.put(new Run(first, last), true);
                }
            }
        }
        return List.copyOf(found.keySet());
    }

    private boolean fits(int[] words, int at, int base, int slop, int low, int high, int[] taken) {
        if (at == words.length) {
            return true;
        }
        for (int place = view.seek(words[at], Math.max(low, base + at)); place < view.to(words[at]); place++) {
            int position = view.positions()[place];
            if (position > base + slop + at || position >= high) {
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
        if (!view.has(vocabulary.add(attribute))) {
            return false;
        }
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
                    spans.add(new Span(span.field(), span.start(), span.end(), span.text(), "topic:" + tag.id()));
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
        spans.add(new Span(mention.field(), mention.start(), mention.end(), mention.surface(), clause));
    }
}
