package org.tocsin.ingest.page;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.tocsin.ingest.text.PlainText;

/** What an element holds, counted in one walk: characters with each run of blanks as one, commas, elements by kind. */
final class Measure implements NodeVisitor {
    /** A link to a place on the same page tells less of a list of links. */
    private static final double SAME_PAGE = 0.3;

    private boolean blank = true;
    private boolean blankBefore;
    private int links;
    private boolean samePage;
    private int headings;
    private int lists;
    private int textish;

    int length;
    double linkLength;
    int headingLength;
    int listLength;
    int textishLength;
    int commas;
    int paragraphs;
    int images;
    int items;
    int inputs;
    int embeds;
    boolean video;

    private final Element root;

    private Measure(Element root) {
        this.root = root;
    }

    static Measure of(Element element) {
        Measure measure = new Measure(element);
        element.traverse(measure);
        return measure;
    }

    /** For a walk that asks on the way. */
    static Measure running(Element root) {
        return new Measure(root);
    }

    boolean inLink() {
        return links > 0;
    }

    double linkWeight() {
        return samePage ? SAME_PAGE : 1;
    }

    /** Whether a blank was counted before the first character of the text that was counted last. */
    boolean blankBefore() {
        return blankBefore;
    }

    /** The part of the text that is links, from 0 to 1. */
    double linkDensity() {
        return length == 0 ? 0 : Math.min(1, linkLength / length);
    }

    private double share(int part) {
        return length == 0 ? 0 : (double) part / length;
    }

    double headingDensity() {
        return share(headingLength);
    }

    double listDensity() {
        return share(listLength);
    }

    double textDensity() {
        return share(textishLength);
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode text) {
            count(text.getWholeText());
        } else if (node instanceof Element element && !element.equals(root)) {
            enter(element, 1);
            switch (element.normalName()) {
                case "p" -> paragraphs++;
                case "img" -> images++;
                case "li" -> items++;
                case "input" -> inputs++;
                case "object", "embed", "iframe" -> {
                    embeds++;
                    video |= video(element);
                }
                default -> {}
            }
            blank |= element.isBlock() || element.normalName().equals("br");
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node instanceof Element element && !element.equals(root)) {
            enter(element, -1);
            blank |= element.isBlock();
        }
    }

    /** Commas of any script. */
    private static boolean isComma(char character) {
        return switch (character) {
            case ',', '،', '﹐', '︐', '︑', '⹁', '⸴', '⸲', '，' -> true;
            default -> false;
        };
    }

    private void enter(Element element, int step) {
        String name = element.normalName();
        switch (name) {
            case "a" -> {
                links += step;
                samePage = element.attr("href").startsWith("#");
            }
            case "ul", "ol" -> lists += step;
            default -> {}
        }
        if (Vocabulary.HEADINGS.contains(name)) {
            headings += step;
        }
        if (name.equals("span") || name.equals("li") || name.equals("td") || Vocabulary.BLOCKS.contains(name)) {
            textish += step;
        }
    }

    private static boolean video(Element element) {
        String source = element.attr("src") + element.attr("data");
        return source.contains("youtube")
                || source.contains("vimeo")
                || source.contains("dailymotion")
                || source.contains("twitch")
                || source.contains("archive.org")
                || source.contains("bilibili");
    }

    private void count(String text) {
        int before = length;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (PlainText.blank(character)) {
                blank = true;
            } else {
                boolean apart = blank && length > 0;
                if (length == before) {
                    blankBefore = apart;
                }
                length += apart ? 2 : 1;
                blank = false;
                if (isComma(character)) {
                    commas++;
                }
            }
        }
        int grown = length - before;
        if (links > 0) {
            linkLength += grown * linkWeight();
        }
        headingLength += headings > 0 ? grown : 0;
        listLength += lists > 0 ? grown : 0;
        textishLength += textish > 0 ? grown : 0;
    }
}
