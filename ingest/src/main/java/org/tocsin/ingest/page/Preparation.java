package org.tocsin.ingest.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/** Makes a page fit for scoring: what nobody sees goes, and paragraphs become {@code p} elements. */
final class Preparation {
    private static final Set<String> DROPPED_WHEN_EMPTY =
            Set.of("div", "section", "header", "h1", "h2", "h3", "h4", "h5", "h6");
    private static final int MAX_BYLINE = 100;
    private static final double SAME_TITLE = 0.75;

    private final Vocabulary vocabulary;
    private final String title;
    private final boolean strict;
    private final List<Element> scored = new ArrayList<>();
    private String byline = "";
    private final boolean bylineKnown;
    private boolean titleSeen;

    /**
     * @param title of the page; the first heading that repeats it goes
     * @param bylineKnown whether the page says elsewhere who wrote it
     * @param strict whether blocks of an unlikely name go
     */
    Preparation(Vocabulary vocabulary, String title, boolean bylineKnown, boolean strict) {
        this.vocabulary = vocabulary;
        this.title = title;
        this.bylineKnown = bylineKnown;
        this.strict = strict;
    }

    /** The byline that the text held, empty when it held none. */
    String byline() {
        return byline;
    }

    /** The elements to score, in document order. */
    List<Element> prepare(Document page, Survey survey) {
        survey.unseen().forEach(Node::remove);
        breaksToParagraphs(survey.breaks());
        Element at = page.body();
        while (at != null) {
            at = step(at);
        }
        return scored;
    }

    private @Nullable Element step(Element element) {
        if (Vocabulary.hidden(element) && !element.normalName().equals("body")) {
            return Tree.remove(element);
        }
        if (byline.isEmpty() && vocabulary.byline(element) && isByline(element)) {
            return Tree.remove(element);
        }
        if (!titleSeen && repeatsTitle(element)) {
            titleSeen = true;
            return Tree.remove(element);
        }
        if (strict && vocabulary.unlikely(element)) {
            return Tree.remove(element);
        }
        String name = element.normalName();
        if (DROPPED_WHEN_EMPTY.contains(name) && Tree.empty(element)) {
            return Tree.remove(element);
        }
        if (Vocabulary.SCORED.contains(name)) {
            scored.add(element);
        }
        return Tree.next(name.equals("div") ? division(element) : element);
    }

    private boolean isByline(Element element) {
        if (bylineKnown) {
            return false;
        }
        String text = element.wholeText().strip();
        if (text.isEmpty() || text.length() >= MAX_BYLINE) {
            return false;
        }
        Element name = element.selectFirst("[itemprop*=name]");
        byline = (name == null ? element : name).text().strip();
        return true;
    }

    private boolean repeatsTitle(Element element) {
        String name = element.normalName();
        if (title.isEmpty() || !(name.equals("h1") || name.equals("h2"))) {
            return false;
        }
        return similarity(title, element.text()) > SAME_TITLE;
    }

    /** The part of the second text, by characters, whose words stand in the first. */
    static double similarity(String first, String second) {
        List<String> known = words(first);
        List<String> words = words(second);
        if (known.isEmpty() || words.isEmpty()) {
            return 0;
        }
        int all = 0;
        int shared = 0;
        for (String word : words) {
            all += word.length() + 1;
            shared += known.contains(word) ? word.length() + 1 : 0;
        }
        return (double) shared / all;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && Character.isLetterOrDigit(text.charAt(i))) {
                word.append(Character.toLowerCase(text.charAt(i)));
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        return words;
    }

    /** Puts loose text of a division into paragraphs; a division that is one paragraph becomes it. */
    private Element division(Element division) {
        wrapPhrasing(division);
        Element only = onlyParagraph(division);
        if (only != null && Measure.of(division).linkDensity() < 0.25) {
            division.replaceWith(only);
            scored.add(only);
            return only;
        }
        if (!holdsBlock(division)) {
            scored.add(Tree.renamed(division, "p"));
        }
        return division;
    }

    private static void wrapPhrasing(Element division) {
        Element paragraph = null;
        for (Node child : List.copyOf(division.childNodes())) {
            boolean phrasing =
                    child instanceof TextNode || (child instanceof Element inner && Vocabulary.phrasing(inner));
            if (!phrasing) {
                paragraph = null;
            } else if (paragraph != null) {
                paragraph.appendChild(child);
            } else if (!Tree.blank(child)) {
                paragraph = new Element("p");
                child.replaceWith(paragraph);
                paragraph.appendChild(child);
            }
        }
    }

    private static @Nullable Element onlyParagraph(Element division) {
        Element only = null;
        for (Node child : division.childNodes()) {
            if (child instanceof Element element) {
                if (only != null || !element.normalName().equals("p")) {
                    return null;
                }
                only = element;
            } else if (!Tree.blank(child)) {
                return null;
            }
        }
        return only;
    }

    private static boolean holdsBlock(Element element) {
        for (Element child = element.firstElementChild(); child != null; child = child.nextElementSibling()) {
            if (Vocabulary.BLOCKS.contains(child.normalName()) || holdsBlock(child)) {
                return true;
            }
        }
        return false;
    }

    /** Two breaks or more end a paragraph: what follows up to the next ones becomes one. */
    private static void breaksToParagraphs(List<Element> breaks) {
        for (Element first : breaks) {
            if (first.parent() == null || !removeBreaksAfter(first)) {
                continue;
            }
            Element paragraph = new Element("p");
            first.replaceWith(paragraph);
            Node next = paragraph.nextSibling();
            while (next != null && !startsParagraph(next)) {
                if (!(next instanceof TextNode) && !(next instanceof Element inner && Vocabulary.phrasing(inner))) {
                    break;
                }
                Node after = next.nextSibling();
                paragraph.appendChild(next);
                next = after;
            }
            Element parent = paragraph.parent();
            if (parent != null && parent.normalName().equals("p")) {
                parent.tagName("div");
            }
        }
    }

    private static boolean removeBreaksAfter(Element first) {
        boolean removed = false;
        Node next = filled(first.nextSibling());
        while (next instanceof Element element && element.normalName().equals("br")) {
            removed = true;
            next = filled(element.nextSibling());
            element.remove();
        }
        return removed;
    }

    private static boolean startsParagraph(Node node) {
        return node instanceof Element element
                && element.normalName().equals("br")
                && filled(element.nextSibling()) instanceof Element next
                && next.normalName().equals("br");
    }

    /** {@code node} or the first after it that is more than blanks. */
    private static @Nullable Node filled(@Nullable Node node) {
        Node at = node;
        while (at instanceof TextNode text && Tree.blank(text.getWholeText())) {
            at = at.nextSibling();
        }
        return at;
    }
}
