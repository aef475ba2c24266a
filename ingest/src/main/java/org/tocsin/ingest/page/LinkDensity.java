package org.tocsin.ingest.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * {@link Measure#linkDensity} of many elements of a page, which hold each other, in one walk: an element holds what was
 * counted when it ends less what was when it began.
 */
final class LinkDensity implements NodeVisitor {
    private final IdentityHashMap<Element, Span> spans = new IdentityHashMap<>();
    private final Measure running;
    private final List<Span> empty = new ArrayList<>();
    private final Deque<Span> open = new ArrayDeque<>();

    private static final class Span {
        private int length;
        private double linkLength;
        private boolean inLink;
    }

    private LinkDensity(Element root, Collection<Element> wanted) {
        running = Measure.running(root);
        wanted.forEach(element -> spans.put(element, new Span()));
    }

    /** The densities of {@code wanted}, each within {@code root}. */
    static LinkDensity within(Element root, Collection<Element> wanted) {
        LinkDensity density = new LinkDensity(root, wanted);
        root.traverse(density);
        return density;
    }

    /** The part of the text of one of the wanted elements that is links, from 0 to 1. */
    double of(Element element) {
        Span span = spans.get(element);
        if (span == null || span.inLink) {
            return Measure.of(element).linkDensity();
        }
        return span.length == 0 ? 0 : Math.min(1, span.linkLength / span.length);
    }

    @Override
    public void head(Node node, int depth) {
        Span span = node instanceof Element element ? spans.get(element) : null;
        if (span != null) {
            span.length = -running.length;
            span.linkLength = -running.linkLength;
            span.inLink = running.inLink();
            empty.add(span);
            open.push(span);
        }
        int before = running.length;
        running.head(node, depth);
        if (node instanceof TextNode && running.length > before && !empty.isEmpty()) {
            begin();
        }
    }

    /** The blank before the first character of an element is not its own. */
    private void begin() {
        int blank = running.blankBefore() ? 1 : 0;
        for (Span span : empty) {
            span.length -= blank;
            span.linkLength -= running.inLink() ? blank * running.linkWeight() : 0;
        }
        empty.clear();
    }

    @Override
    public void tail(Node node, int depth) {
        running.tail(node, depth);
        if (node instanceof Element element && spans.containsKey(element)) {
            Span span = open.pop();
            span.length += running.length;
            span.linkLength += running.linkLength;
            empty.remove(span);
        }
    }
}
