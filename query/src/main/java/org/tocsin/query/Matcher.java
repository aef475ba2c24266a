package org.tocsin.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Source;
import org.tocsin.model.Span;
import org.tocsin.model.TopicTag;

/** Walks a parsed query over one document and gathers the spans that made it true. */
final class Matcher {
    /** A run of words, by their place in the field, both inclusive. */
    private record Run(String field, int first, int last) {}

    private final Document document;
    private final List<Span> spans = new ArrayList<>();
    private @Nullable Double score;
    private double threshold;

    private Matcher(Document document) {
        this.document = document;
    }

    static MatchResult match(Node node, Document document) {
        Matcher matcher = new Matcher(document);
        boolean matched = matcher.test(node, "");
        return new MatchResult(matched, matcher.score, matcher.threshold, matched ? matcher.spans : List.of());
    }

    private boolean test(Node node, String scope) {
        return switch (node) {
            case Node.Phrase phrase -> explained(runs(phrase, scope), phrase.text());
            case Node.Near near -> explained(runs(near, scope), near.text());
            case Node.And and -> {
                for (Node part : and.parts()) {
                    if (!test(part, scope)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Node.Or or -> count(or.parts(), scope) > 0;
            case Node.Not not -> {
                int before = spans.size();
                boolean inside = test(not.part(), scope);
                spans.subList(before, spans.size()).clear();
                yield !inside;
            }
            case Node.AtLeast atLeast -> count(atLeast.parts(), scope) >= atLeast.count();
            case Node.Score weighted -> score(weighted, scope);
            case Node.Scoped scoped -> test(scoped.part(), scoped.field());
            case Node.Attribute attribute -> attribute(attribute.name(), attribute.value());
            case Node.StorySources sources -> document.enriched().storySources() >= sources.least();
            case Node.StoryNew fresh -> document.enriched().storyNew();
        };
    }

    private int count(List<Node> parts, String scope) {
        int count = 0;
        for (Node part : parts) {
            int before = spans.size();
            if (test(part, scope)) {
                count++;
            } else {
                spans.subList(before, spans.size()).clear();
            }
        }
        return count;
    }

    private boolean score(Node.Score weighted, String scope) {
        double sum = 0;
        for (Node.Clause clause : weighted.clauses()) {
            int before = spans.size();
            if (test(clause.part(), scope)) {
                sum += clause.weight();
            } else {
                spans.subList(before, spans.size()).clear();
            }
        }
        score = sum;
        threshold = weighted.threshold();
        return sum >= weighted.threshold();
    }

    private boolean explained(List<Run> runs, String clause) {
        for (Run run : runs) {
            List<Word> words = document.scope("").getOrDefault(run.field(), List.of());
            int start = words.get(run.first()).start();
            int end = words.get(run.last()).end();
            spans.add(
                    new Span(run.field(), start, end, document.text(run.field()).substring(start, end), clause));
        }
        return !runs.isEmpty();
    }

    private List<Run> runs(Node node, String scope) {
        List<Run> found = new ArrayList<>();
        switch (node) {
            case Node.Phrase phrase -> phrase(phrase, scope, found);
            case Node.Or or -> or.parts().forEach(part -> found.addAll(runs(part, scope)));
            case Node.Near near -> near(near, scope, found);
            case Node.And and -> {}
            case Node.Not not -> {}
            case Node.AtLeast atLeast -> {}
            case Node.Score weighted -> {}
            case Node.Scoped scoped -> {}
            case Node.Attribute attribute -> {}
            case Node.StorySources sources -> {}
            case Node.StoryNew fresh -> {}
        }
        return found;
    }

    private void near(Node.Near near, String scope, List<Run> found) {
        List<Run> right = runs(near.right(), scope);
        for (Run a : runs(near.left(), scope)) {
            for (Run b : right) {
                boolean after = b.first() > a.last();
                boolean before = a.first() > b.last();
                int between = after ? b.first() - a.last() - 1 : a.first() - b.last() - 1;
                if (a.field().equals(b.field())
                        && (after || (before && !near.ordered()))
                        && between <= near.distance()) {
                    found.add(new Run(a.field(), Math.min(a.first(), b.first()), Math.max(a.last(), b.last())));
                }
            }
        }
    }

    private void phrase(Node.Phrase phrase, String scope, List<Run> found) {
        for (Map.Entry<String, List<Word>> field : document.scope(scope).entrySet()) {
            List<Word> words = field.getValue();
            for (int i = 0; i < words.size(); i++) {
                if (equal(phrase.terms().getFirst(), words.get(i))) {
                    int last = phrase.slop() == 0 ? inRow(phrase, words, i) : nearby(phrase, words, i);
                    if (last >= 0) {
                        found.add(new Run(field.getKey(), i, last));
                    }
                }
            }
            if (phrase.slop() > 1 && phrase.terms().size() == 2) {
                reversed(phrase, field.getKey(), words, found);
            }
        }
    }

    private static int inRow(Node.Phrase phrase, List<Word> words, int from) {
        for (int i = 0; i < phrase.terms().size(); i++) {
            if (from + i >= words.size() || !equal(phrase.terms().get(i), words.get(from + i))) {
                return -1;
            }
        }
        return from + phrase.terms().size() - 1;
    }

    /** In order with at most {@code slop} words in between, in all. */
    private static int nearby(Node.Phrase phrase, List<Word> words, int from) {
        int at = from;
        int left = phrase.slop();
        for (int i = 1; i < phrase.terms().size(); i++) {
            int next = at + 1;
            while (next < words.size()
                    && next - at - 1 <= left
                    && !equal(phrase.terms().get(i), words.get(next))) {
                next++;
            }
            left -= next - at - 1;
            if (next >= words.size() || left < 0) {
                return -1;
            }
            at = next;
        }
        return at;
    }

    /** Two words the other way round cost two moves, as in Lucene. */
    private static void reversed(Node.Phrase phrase, String field, List<Word> words, List<Run> found) {
        for (int i = 0; i < words.size(); i++) {
            if (equal(phrase.terms().getLast(), words.get(i))) {
                for (int j = i + 1; j < words.size() && j - i - 1 <= phrase.slop() - 2; j++) {
                    if (equal(phrase.terms().getFirst(), words.get(j))) {
                        found.add(new Run(field, i, j));
                    }
                }
            }
        }
    }

    private static boolean equal(Node.Term term, Word word) {
        if (term.prefix()) {
            return term.exact()
                    ? word.written().startsWith(term.word().written())
                    : word.folded().startsWith(term.word().folded());
        }
        if (term.exact()) {
            return word.written().equals(term.word().written());
        }
        for (String stem : word.stems()) {
            if (term.word().stems().contains(stem)) {
                return true;
            }
        }
        return false;
    }

    private boolean attribute(String name, String value) {
        EnrichedArticle enriched = document.enriched();
        Article article = enriched.article();
        Source source = article.source();
        return switch (name) {
            case "source" ->
                same(source.domain(), value)
                        || same(source.name(), value)
                        || same(source.id(), value)
                        || source.domain().endsWith("." + value.toLowerCase(Locale.ROOT));
            case "country" -> same(source.country(), value);
            case "lang" -> same(article.language(), value);
            case "author" -> article.authors().stream().anyMatch(one -> same(one, value));
            case "category" -> article.categories().stream().anyMatch(one -> same(one, value));
            case "origin" -> same(article.origin().name(), value);
            case "topic" -> topic(value);
            default -> entity(value);
        };
    }

    /** A topic is explained by the evidence that it was given for. */
    private boolean topic(String id) {
        boolean found = false;
        for (TopicTag tag : document.enriched().topics()) {
            if (same(tag.id(), id)) {
                found = true;
                for (Span span : tag.evidence()) {
                    spans.add(new Span(span.field(), span.start(), span.end(), span.text(), "topic:" + tag.id()));
                }
            }
        }
        return found;
    }

    private boolean entity(String value) {
        boolean found = false;
        for (Mention mention : document.enriched().mentions()) {
            if (same(mention.entity(), value) || same(mention.name(), value)) {
                found = true;
                spans.add(new Span(
                        mention.field(),
                        mention.start(),
                        mention.end(),
                        mention.surface(),
                        "entity:" + mention.entity()));
            }
        }
        return found;
    }

    private static boolean same(String one, String other) {
        return Analysis.fold(one).equals(Analysis.fold(other));
    }
}
