package org.tocsin.ingest.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeVisitor;

/** What is asked of a whole page, gathered in one walk: each walk over a page costs as much as a tenth of its parsing. */
final class Survey implements NodeVisitor {
    private static final Set<String> UNSEEN = Set.of("script", "noscript", "style", "template", "link", "meta");

    /** Most nodes of a page that is taken apart; of others the text as a whole is given. */
    private static final int MAX_NODES = 200_000;

    /** Taking a page apart costs up to the sum of the squares of the numbers of siblings. */
    private static final long MAX_SQUARED_SIBLINGS = 100_000_000;

    private final List<Element> metas = new ArrayList<>();
    private final List<Element> descriptions = new ArrayList<>();
    private final List<Element> times = new ArrayList<>();
    private final List<Element> dates = new ArrayList<>();
    private final List<Element> breaks = new ArrayList<>();
    private final List<Node> unseen = new ArrayList<>();
    private String canonical = "";
    private long nodes;
    private long squared;

    private Survey() {}

    static Survey of(Document page) {
        Survey survey = new Survey();
        page.traverse(survey);
        return survey;
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof Element element) {
            long children = element.childNodeSize();
            nodes += children;
            squared += children * children;
            String name = element.normalName();
            switch (name) {
                case "meta" -> metas.add(element);
                case "br" -> breaks.add(element);
                case "time" -> times.add(element);
                case "script" -> {
                    if (element.attr("type").toLowerCase(Locale.ROOT).contains("ld+json")) {
                        descriptions.add(element);
                    }
                }
                case "link" -> {
                    if (canonical.isEmpty() && element.attr("rel").strip().equalsIgnoreCase("canonical")) {
                        canonical = element.attr("href");
                    }
                }
                default -> {}
            }
            if (element.attributesSize() > 0 && element.attr("itemprop").equalsIgnoreCase("datePublished")) {
                dates.add(element);
            }
            if (UNSEEN.contains(name)) {
                unseen.add(element);
            }
        } else if (node instanceof Comment) {
            unseen.add(node);
        }
    }

    /** Elements {@code meta}, in document order. */
    List<Element> metas() {
        return metas;
    }

    /** Scripts that hold JSON-LD. */
    List<Element> descriptions() {
        return descriptions;
    }

    /** Elements {@code time}. */
    List<Element> times() {
        return times;
    }

    /** Elements that microdata calls the date of publication. */
    List<Element> dates() {
        return dates;
    }

    List<Element> breaks() {
        return breaks;
    }

    /** Comments and elements that no reader sees. */
    List<Node> unseen() {
        return unseen;
    }

    /** Where the page says that it belongs, as it is written; empty where it does not say. */
    String canonical() {
        return canonical;
    }

    boolean tooLarge() {
        return nodes > MAX_NODES || squared > MAX_SQUARED_SIBLINGS;
    }
}
