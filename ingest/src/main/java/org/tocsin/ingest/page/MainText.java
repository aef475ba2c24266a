package org.tocsin.ingest.page;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.text.PlainText;

/** Finds the main text of one page. */
final class MainText {
    /** Less text than this, in characters, and milder rules are tried. */
    private static final int ENOUGH = 500;

    private static final int SHORTEST_PARAGRAPH = 25;
    private static final int SCORED_ANCESTORS = 5;
    private static final int TOP = 5;
    private static final int MINIMUM_AGREEING = 3;
    private static final double CLOSE = 0.75;

    /** The main text and the byline that stood in it, empty when there was none. */
    record Found(String text, String byline) {}

    /** How strict an attempt is; each is milder than the one before. */
    private enum Attempt {
        STRICT(true, true, true),
        ANY_NAME(false, true, true),
        NO_WEIGHTS(false, false, true),
        ALL(false, false, false);

        private final boolean strict;
        private final boolean byWeight;
        private final boolean conditionally;

        Attempt(boolean strict, boolean byWeight, boolean conditionally) {
            this.strict = strict;
            this.byWeight = byWeight;
            this.conditionally = conditionally;
        }
    }

    private final Vocabulary vocabulary;
    private final Attempt attempt;
    private final IdentityHashMap<Element, Double> scores = new IdentityHashMap<>();

    private MainText(Vocabulary vocabulary, Attempt attempt) {
        this.vocabulary = vocabulary;
        this.attempt = attempt;
    }

    /**
     * The main text; the longest that any attempt gave when none gave enough.
     *
     * @param parse gives the page afresh, since each attempt takes it apart
     */
    static Found find(Document page, Survey survey, Supplier<Document> parse, String title, boolean bylineKnown) {
        Vocabulary vocabulary = new Vocabulary();
        Found best = new Found("", "");
        for (Attempt attempt : Attempt.values()) {
            boolean first = attempt == Attempt.STRICT;
            Document fresh = first ? page : parse.get();
            Found found = new MainText(vocabulary, attempt)
                    .find(fresh, first ? survey : Survey.of(fresh), title, bylineKnown);
            String byline = best.byline().isEmpty() ? found.byline() : best.byline();
            best = new Found(found.text().length() > best.text().length() ? found.text() : best.text(), byline);
            if (found.text().length() >= ENOUGH) {
                return new Found(found.text(), byline);
            }
        }
        return best;
    }

    private Found find(Document page, Survey survey, String title, boolean bylineKnown) {
        Preparation preparation = new Preparation(vocabulary, title, bylineKnown, attempt.strict);
        List<Element> paragraphs = preparation.prepare(page, survey);
        Element content = joined(candidate(page.body(), scored(paragraphs)));
        new Boilerplate(vocabulary, attempt.byWeight, attempt.conditionally).removeFrom(content);
        return new Found(PlainText.of(content), preparation.byline());
    }

    /** Scores the ancestors of every paragraph; those that got a score, in the order in which they did. */
    private List<Element> scored(List<Element> paragraphs) {
        List<Element> candidates = new ArrayList<>();
        for (Element paragraph : paragraphs) {
            Element parent = paragraph.parent();
            if (parent == null) {
                continue;
            }
            Measure measure = Measure.of(paragraph);
            if (measure.length < SHORTEST_PARAGRAPH) {
                continue;
            }
            double score = 2 + measure.commas + Math.min(measure.length / 100, 3);
            Element ancestor = parent;
            for (int level = 0; ancestor != null && level < SCORED_ANCESTORS; level++) {
                if (ancestor instanceof Document) {
                    break;
                }
                if (!scores.containsKey(ancestor)) {
                    scores.put(ancestor, initial(ancestor));
                    candidates.add(ancestor);
                }
                double divider = level == 0 ? 1 : level == 1 ? 2 : level * 3;
                scores.merge(ancestor, score / divider, Double::sum);
                ancestor = ancestor.parent();
            }
        }
        return candidates;
    }

    private double initial(Element element) {
        double base = switch (element.normalName()) {
            case "div" -> 5;
            case "pre", "td", "blockquote" -> 3;
            case "address", "ol", "ul", "dl", "dd", "dt", "li", "form" -> -3;
            case "h1", "h2", "h3", "h4", "h5", "h6", "th" -> -5;
            default -> 0;
        };
        return base + (attempt.byWeight ? vocabulary.weight(element) : 0);
    }

    private double score(Element element) {
        return scores.getOrDefault(element, 0.0);
    }

    /** The element that holds the article, or most of it. */
    private Element candidate(Element body, List<Element> candidates) {
        List<Element> top = new ArrayList<>();
        LinkDensity links = LinkDensity.within(body.root(), candidates);
        for (Element candidate : candidates) {
            double score = score(candidate) * (1 - links.of(candidate));
            scores.put(candidate, score);
            int place = 0;
            while (place < top.size() && score <= score(top.get(place))) {
                place++;
            }
            top.add(place, candidate);
            if (top.size() > TOP) {
                top.removeLast();
            }
        }
        if (top.isEmpty()
                || top.getFirst().equals(body)
                || top.getFirst().normalName().equals("html")) {
            Element all = new Element("div");
            all.appendChildren(List.copyOf(body.childNodes()));
            body.appendChild(all);
            scores.put(all, initial(all));
            return all;
        }
        Element best = agreed(top, body);
        best = heavierParent(best, body);
        Element parent = parent(best);
        while (!parent.equals(body) && parent.childrenSize() == 1) {
            best = parent;
            parent = parent(best);
        }
        scores.putIfAbsent(best, initial(best));
        return best;
    }

    private static Element parent(Element element) {
        return Objects.requireNonNull(element.parent(), "below the body everything has a parent");
    }

    /** The nearest ancestor of the best that holds three others that score nearly as much, else the best. */
    private Element agreed(List<Element> top, Element body) {
        Element best = top.getFirst();
        List<Element> close = new ArrayList<>();
        for (Element other : top.subList(1, top.size())) {
            if (score(other) / score(best) >= CLOSE) {
                close.add(other);
            }
        }
        if (close.size() < MINIMUM_AGREEING) {
            return best;
        }
        for (Element ancestor = parent(best); !ancestor.equals(body); ancestor = parent(ancestor)) {
            int holding = 0;
            for (Element other : close) {
                holding += other.hasParent() && other.parents().contains(ancestor) ? 1 : 0;
            }
            if (holding >= MINIMUM_AGREEING) {
                scores.putIfAbsent(ancestor, initial(ancestor));
                return ancestor;
            }
        }
        return best;
    }

    /** An ancestor that scores more than what it holds, so long as the scores on the way do not fall below a third. */
    private Element heavierParent(Element best, Element body) {
        double last = score(best);
        double threshold = last / 3;
        for (Element ancestor = best.parent();
                ancestor != null && !ancestor.equals(body);
                ancestor = ancestor.parent()) {
            Double score = scores.get(ancestor);
            if (score == null) {
                continue;
            }
            if (score < threshold) {
                break;
            }
            if (score > last) {
                return ancestor;
            }
            last = score;
        }
        return best;
    }

    /** The candidate and those of its siblings that belong to it, in one element. */
    private Element joined(Element candidate) {
        Element content = new Element("div");
        @Nullable Element parent = candidate.parent();
        if (parent == null) {
            content.appendChild(candidate);
            return content;
        }
        double threshold = Math.max(10, score(candidate) * 0.2);
        for (Element sibling : List.copyOf(parent.children())) {
            if (sibling.equals(candidate) || belongs(sibling, candidate, threshold)) {
                content.appendChild(block(sibling));
            }
        }
        return content;
    }

    private static Element block(Element element) {
        return switch (element.normalName()) {
            case "div", "article", "section", "p", "ol", "ul", "main" -> element;
            default -> Tree.renamed(element, "div");
        };
    }

    private boolean belongs(Element sibling, Element candidate, double threshold) {
        double bonus = !candidate.className().isEmpty() && sibling.className().equals(candidate.className())
                ? score(candidate) * 0.2
                : 0;
        if (scores.containsKey(sibling) && score(sibling) + bonus >= threshold) {
            return true;
        }
        if (!sibling.normalName().equals("p")) {
            return false;
        }
        Measure measure = Measure.of(sibling);
        double links = measure.linkDensity();
        return (measure.length > 80 && links < 0.25)
                || (measure.length < 80 && measure.length > 0 && links == 0 && sentence(sibling.text()));
    }

    private static boolean sentence(String text) {
        return text.endsWith(".") || text.contains(". ") || text.contains("。");
    }
}
