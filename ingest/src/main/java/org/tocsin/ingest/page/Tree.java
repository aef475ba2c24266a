package org.tocsin.ingest.page;

import java.util.function.Predicate;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.text.PlainText;

/** Steps through a page. */
final class Tree {
    private Tree() {}

    /** The element after {@code element} in document order. */
    static @Nullable Element next(Element element) {
        Element child = element.firstElementChild();
        return child == null ? after(element) : child;
    }

    /** The element after {@code element} and all that it holds. */
    static @Nullable Element after(Element element) {
        for (Element at = element; at != null; at = at.parent()) {
            Element sibling = at.nextElementSibling();
            if (sibling != null) {
                return sibling;
            }
        }
        return null;
    }

    /** Removes {@code element}; the element after it. */
    static @Nullable Element remove(Element element) {
        Element after = after(element);
        element.remove();
        return after;
    }

    static boolean inside(Element element, String name, int levels) {
        return inside(element, name, levels, ancestor -> true);
    }

    /** Whether one of the {@code levels} nearest ancestors has that name and passes. */
    static boolean inside(Element element, String name, int levels, Predicate<Element> passes) {
        Element at = element.parent();
        for (int level = 0; at != null && level < levels; level++) {
            if (at.normalName().equals(name) && passes.test(at)) {
                return true;
            }
            at = at.parent();
        }
        return false;
    }

    static boolean blank(Node node) {
        return (node instanceof TextNode text && blank(text.getWholeText()))
                || (node instanceof Element element && element.normalName().equals("br"));
    }

    static boolean blank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!PlainText.blank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether an element shows nothing: no text and nothing but breaks and rules. */
    static boolean empty(Element element) {
        for (Node child : element.childNodes()) {
            if (child instanceof TextNode text) {
                if (!blank(text.getWholeText())) {
                    return false;
                }
            } else if (child instanceof Element inner
                    && !inner.normalName().equals("br")
                    && !inner.normalName().equals("hr")) {
                return false;
            }
        }
        return true;
    }

    /** Gives an element another name; what it holds moves along. */
    static Element renamed(Element element, String name) {
        element.tagName(name);
        return element;
    }
}
