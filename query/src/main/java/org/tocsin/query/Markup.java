package org.tocsin.query;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharFilter;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;

/** A text with HTML in it, read as a reader sees it, with the way back to the places in the text as given. */
final class Markup {
    private static final Pattern SIGNS = Pattern.compile("</?[A-Za-z][^<>]*>|<!--|&#?\\w{1,31};");

    private final String given;
    private final String plain;
    private final CharFilter filter;

    private Markup(String given, String plain, CharFilter filter) {
        this.given = given;
        this.plain = plain;
        this.filter = filter;
    }

    /** Whether {@code text} has tags or character references. */
    static boolean in(String text) {
        return (text.indexOf('<') >= 0 || text.indexOf('&') >= 0)
                && SIGNS.matcher(text).find();
    }

    static Markup of(String given) {
        try (CharFilter filter = new HTMLStripCharFilter(new StringReader(given))) {
            StringWriter plain = new StringWriter(given.length());
            filter.transferTo(plain);
            return new Markup(given, plain.toString(), filter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without tags, scripts and comments, character references resolved. */
    String plain() {
        return plain;
    }

    /** Where in the given text the word starts that starts at {@code offset} of the plain one. */
    int start(int offset) {
        return filter.correctOffset(offset);
    }

    /** Where in the given text the word ends that ends at {@code offset} of the plain one, before a tag that follows. */
    int end(int offset) {
        int last = filter.correctOffset(offset - 1);
        int reference = given.charAt(last) == '&' ? given.indexOf(';', last) : -1;
        return (reference < 0 ? last : reference) + 1;
    }
}
