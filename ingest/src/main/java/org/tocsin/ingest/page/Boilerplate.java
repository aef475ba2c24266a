package org.tocsin.ingest.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;

/** Takes out of the chosen content what only stands beside an article: forms, share bars, lists of links, advertisements. */
final class Boilerplate {
    private static final Set<String> NEVER = Set.of(
            "object", "embed", "footer", "link", "aside", "iframe", "input", "textarea", "select", "button", "nav");
    private static final String NEVER_KEY = "never";
    private static final int LONG_SHARING = 500;
    private static final int PROSE_COMMAS = 10;

    private final Vocabulary vocabulary;
    private final boolean byWeight;
    private final boolean conditionally;

    /**
     * @param byWeight whether names of classes and ids count
     * @param conditionally whether blocks are judged by what they hold
     */
    Boilerplate(Vocabulary vocabulary, boolean byWeight, boolean conditionally) {
        this.vocabulary = vocabulary;
        this.byWeight = byWeight;
        this.conditionally = conditionally;
    }

    void removeFrom(Element content) {
        Map<String, List<Element>> named = named(content);
        Set<Element> tables = dataTables(named.getOrDefault("table", List.of()));
        judge(content, named.getOrDefault("form", List.of()), tables);
        for (Element never : named.getOrDefault(NEVER_KEY, List.of())) {
            if (never.hasParent()) {
                never.remove();
            }
        }
        removeSharing(content);
        for (Element heading : named.getOrDefault("h1", List.of())) {
            if (heading.hasParent() && weight(heading) < 0) {
                heading.remove();
            }
        }
        judge(content, named.getOrDefault("table", List.of()), tables);
        judge(content, named.getOrDefault("ul", List.of()), tables);
        judge(content, named.getOrDefault("div", List.of()), tables);
    }

    /** The elements that are looked at, in document order, kinds that are treated alike under the name of one. */
    private static Map<String, List<Element>> named(Element content) {
        Map<String, List<Element>> named = new HashMap<>();
        content.traverse((node, depth) -> {
            if (depth > 0 && node instanceof Element element) {
                String name = element.normalName();
                String key = switch (name) {
                    case "form", "fieldset" -> "form";
                    case "h1", "h2" -> "h1";
                    case "table", "ul", "div" -> name;
                    default -> NEVER.contains(name) ? NEVER_KEY : "";
                };
                if (!key.isEmpty()) {
                    named.computeIfAbsent(key, _ -> new ArrayList<>()).add(element);
                }
            }
        });
        return named;
    }

    private int weight(Element element) {
        return byWeight ? vocabulary.weight(element) : 0;
    }

    private void removeSharing(Element content) {
        Element at = content.firstElementChild();
        while (at != null && inside(at, content)) {
            boolean sharing = !content.equals(at.parent())
                    && vocabulary.sharing(at)
                    && at.wholeText().length() < LONG_SHARING;
            at = sharing ? Tree.remove(at) : Tree.next(at);
        }
    }

    private static boolean inside(Element element, Element root) {
        for (Element at = element.parent(); at != null; at = at.parent()) {
            if (at.equals(root)) {
                return true;
            }
        }
        return false;
    }

    /** Inner elements first, so that an outer one is judged by what is left of it. */
    private void judge(Element content, List<Element> found, Set<Element> tables) {
        if (!conditionally) {
            return;
        }
        for (Element element : found.reversed()) {
            if (inside(element, content) && isBoilerplate(element, tables)) {
                element.remove();
            }
        }
    }

    private boolean isBoilerplate(Element element, Set<Element> tables) {
        if (tables.contains(element)
                || Tree.inside(element, "table", Integer.MAX_VALUE, tables::contains)
                || Tree.inside(element, "code", 3)
                || (!tables.isEmpty()
                        && element.getElementsByTag("table").stream().anyMatch(tables::contains))) {
            return false;
        }
        int weight = weight(element);
        if (weight < 0) {
            return true;
        }
        Measure measure = Measure.of(element);
        if (measure.commas >= PROSE_COMMAS) {
            return false;
        }
        if (measure.video) {
            return false;
        }
        if (measure.length < 30 && Vocabulary.advertisement(element.text().strip())) {
            return true;
        }
        String name = element.normalName();
        boolean list = name.equals("ul") || name.equals("ol") || measure.listDensity() > 0.9;
        boolean figure = Tree.inside(element, "figure", 3);
        boolean remove = looksLikeFurniture(measure, weight, list, figure);
        return remove && !(list && isGallery(element, measure));
    }

    private static boolean looksLikeFurniture(Measure measure, int weight, boolean list, boolean figure) {
        int images = measure.images;
        int items = measure.items - 100;
        double links = measure.linkDensity();
        return (!figure && images > 1 && measure.paragraphs < images * 0.5)
                || (!list && items > measure.paragraphs)
                || measure.inputs > measure.paragraphs / 3
                || (!list
                        && !figure
                        && measure.headingDensity() < 0.9
                        && measure.length < 25
                        && (images == 0 || images > 2)
                        && links > 0)
                || (!list && weight < 25 && links > 0.2)
                || (weight >= 25 && links > 0.5)
                || (measure.embeds == 1 && measure.length < 75)
                || measure.embeds > 1
                || (images == 0 && measure.textDensity() == 0);
    }

    /** A list of which each item is one picture. */
    private static boolean isGallery(Element list, Measure measure) {
        for (Element item : list.children()) {
            if (item.childrenSize() > 1) {
                return false;
            }
        }
        return measure.items == measure.images;
    }

    /** The tables that hold data and are no layout. */
    private static Set<Element> dataTables(List<Element> tables) {
        Set<Element> data = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        for (Element table : tables) {
            if (isData(table)) {
                data.add(table);
            }
        }
        return data;
    }

    private static boolean isData(Element table) {
        if (table.attr("role").equals("presentation") || table.attr("datatable").equals("0")) {
            return false;
        }
        if (table.hasAttr("summary") || table.selectFirst("caption *, col, colgroup, tfoot, thead, th") != null) {
            return true;
        }
        Element caption = table.selectFirst("caption");
        if (caption != null && caption.childNodeSize() > 0) {
            return true;
        }
        if (table.selectFirst("table table") != null) {
            return false;
        }
        int rows = 0;
        int columns = 0;
        for (Element row : table.getElementsByTag("tr")) {
            rows += span(row.attr("rowspan"));
            int cells = 0;
            for (Element cell : row.getElementsByTag("td")) {
                cells += span(cell.attr("colspan"));
            }
            columns = Math.max(columns, cells);
        }
        if (rows == 1 || columns == 1) {
            return false;
        }
        return rows >= 10 || columns > 4 || rows * columns > 10;
    }

    private static int span(String text) {
        return text.matches("[1-9]\\d{0,2}") ? Integer.parseInt(text) : 1;
    }
}
