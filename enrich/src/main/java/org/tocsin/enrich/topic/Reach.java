package org.tocsin.enrich.topic;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.tocsin.model.Article;
import org.tocsin.model.TopicDefinition.Spread;
import org.tocsin.query.Document;
import org.tocsin.query.Explanation;

/**
 * How far through an article the words of a topic go. Far enough is the title; the lead, which is the first {@value
 * #LEAD_WORDS} words of the summary or, without one, of the body; or as many paragraphs as asked for and one in
 * {@value #PARAGRAPHS_PER_MENTION} of all. Line breaks and the HTML tags p, li and br part paragraphs; a text without any
 * is parted every {@value #PARAGRAPH_CHARACTERS} characters.
 */
final class Reach {
    static final int LEAD_WORDS = 60;
    static final int PARAGRAPH_CHARACTERS = 500;
    static final int PARAGRAPHS_PER_MENTION = 5;

    private final Part summary;
    private final Part body;

    /** Where the lead of a text ends and its paragraphs begin, the first left out. */
    private record Part(int lead, List<Integer> starts, int paragraphs) {
        int paragraph(int at) {
            if (starts.isEmpty()) {
                return at / PARAGRAPH_CHARACTERS;
            }
            int found = Collections.binarySearch(starts, at);
            return found >= 0 ? found + 1 : -found - 1;
        }
    }

    private Reach(Part summary, Part body) {
        this.summary = summary;
        this.body = body;
    }

    static Reach of(Article article) {
        return new Reach(
                part(article.summary(), true),
                part(article.body(), article.summary().isBlank()));
    }

    private static Part part(String text, boolean hasLead) {
        List<Integer> starts = starts(text);
        return new Part(
                hasLead ? leadEnd(text) : 0,
                starts,
                starts.isEmpty() ? text.length() / PARAGRAPH_CHARACTERS : starts.size());
    }

    /** Whether the places that {@code focus} finds go far enough. */
    boolean enough(Explanation focus, Document document, Spread spread) {
        Places places = new Places();
        focus.starts(document, places);
        int all = summary.paragraphs() + body.paragraphs() + 1;
        return places.foremost
                || places.paragraphs.cardinality() >= Math.max(spread.paragraphs(), all / PARAGRAPHS_PER_MENTION);
    }

    /** The paragraphs of summary and body in which places begin, and whether one begins in the title or the lead. */
    private final class Places implements Explanation.Starts {
        private final BitSet paragraphs = new BitSet();
        private boolean foremost;

        @Override
        public void start(String field, int start) {
            if (!foremost) {
                boolean inBody = field.equals("body");
                Part part = inBody ? body : summary;
                foremost = field.equals("title") || start < part.lead();
                paragraphs.set(2 * part.paragraph(start) + (inBody ? 0 : 1));
            }
        }
    }

    /** Where the paragraphs begin, but for the first and for empty ones. */
    private static List<Integer> starts(String text) {
        List<Integer> starts = new ArrayList<>();
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '<' && breaks(text, i))) {
                if (!blank) {
                    starts.add(i);
                    blank = true;
                }
            } else if (blank && Character.isLetterOrDigit(c)) {
                blank = false;
            }
        }
        return starts;
    }

    private static boolean breaks(String text, int at) {
        return text.startsWith("<p", at) || text.startsWith("<li", at) || text.startsWith("<br", at);
    }

    /** Where the lead ends: behind its last word, tags not counted. */
    private static int leadEnd(String text) {
        int words = 0;
        boolean inWord = false;
        boolean inTag = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            inTag |= c == '<';
            boolean letter = !inTag && !Character.isWhitespace(c);
            inTag &= c != '>';
            if (letter && !inWord && ++words > LEAD_WORDS) {
                return i;
            }
            inWord = letter;
        }
        return text.length();
    }
}
