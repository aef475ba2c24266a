package org.tocsin.ingest.wire;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.text.PlainText;

/** Elements of a document by the path of their names. */
final class Parts {
    private Parts() {}

    /** The elements at {@code path} below {@code root}, one step a name. */
    static List<Element> all(Element root, String... path) {
        List<Element> at = List.of(root);
        for (String name : path) {
            List<Element> below = new ArrayList<>();
            for (Element element : at) {
                for (Element child : element.children()) {
                    if (child.tagName().equals(name)) {
                        below.add(child);
                    }
                }
            }
            at = below;
        }
        return at;
    }

    static @Nullable Element first(Element root, String... path) {
        List<Element> all = all(root, path);
        return all.isEmpty() ? null : all.getFirst();
    }

    /** The text at {@code path}, empty when there is none. */
    static String text(Element root, String... path) {
        Element element = first(root, path);
        return element == null ? "" : PlainText.of(element);
    }

    /** An attribute of the element at {@code path}, empty when there is none. */
    static String attribute(Element root, String name, String... path) {
        Element element = first(root, path);
        return element == null ? "" : element.attr(name).strip();
    }

    static List<String> texts(Element root, String... path) {
        return all(root, path).stream()
                .map(PlainText::of)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** The first that is not empty, else empty. */
    static String or(String... candidates) {
        for (String candidate : candidates) {
            if (!candidate.isBlank()) {
                return candidate.strip();
            }
        }
        return "";
    }
}
