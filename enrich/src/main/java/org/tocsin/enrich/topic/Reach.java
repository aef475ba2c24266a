package org.tocsin.enrich.topic;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tocsin.model.Article;
import org.tocsin.model.Span;
import org.tocsin.model.TopicDefinition.Spread;

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

    private Reach() {}

    static boolean enough(Article article, List<Span> spans, Spread spread) {
        String summary = article.summary();
        String body = article.body();
        int summaryLead = leadEnd(summary);
        int bodyLead = summary.isBlank() ? leadEnd(body) : 0;
        Set<Integer> paragraphs = new HashSet<>();
        for (Span span : spans) {
            boolean inBody = span.field().equals("body");
            if (span.field().equals("title") || span.start() < (inBody ? bodyLead : summaryLead)) {
                return true;
            }
            int paragraph = paragraph(inBody ? body : summary, span.start());
            paragraphs.add(inBody ? paragraph : -1 - paragraph);
        }
        int all = paragraph(summary, summary.length()) + paragraph(body, body.length()) + 1;
        return paragraphs.size() >= Math.max(spread.paragraphs(), all / PARAGRAPHS_PER_MENTION);
    }

    /** The number of the paragraph at {@code end}, from 0. */
    private static int paragraph(String text, int end) {
        int breaks = 0;
        boolean any = false;
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            boolean breaking = breaks(text, i);
            any |= breaking;
            if (i < end && breaking && !blank) {
                breaks++;
                blank = true;
            } else if (text.charAt(i) != '<' && Character.isLetterOrDigit(text.charAt(i))) {
                blank = false;
            }
        }
        return any ? breaks : end / PARAGRAPH_CHARACTERS;
    }

    private static boolean breaks(String text, int at) {
        return text.charAt(at) == '\n'
                || (text.charAt(at) == '<'
                        && (text.startsWith("<p", at) || text.startsWith("<li", at) || text.startsWith("<br", at)));
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
