package org.tocsin.query;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.CharFilter;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;

/** A text with HTML in it, read as a reader sees it, with the way back to the places in the text as given. */
final class Markup {
    /**
     * A character reference without its semicolon, which browsers read all the same: numbers and accented letters before
     * anything, the commonest signs where no letter follows.
     */
    private static final Pattern OPEN = Pattern.compile("&(?:#\\d{1,7}+|#[xX][0-9A-Fa-f]{1,6}+"
            + "|[A-Za-z](?:grave|acute|circ|tilde|uml|ring|cedil|slash)|(?:AE|ae|sz)lig"
            + "|(?:amp|lt|gt|quot|nbsp|shy|laquo|raquo|copy|reg|iexcl|iquest|euro|deg|sect)(?![A-Za-z0-9=]))"
            + "(?![A-Za-z0-9]*;)");

    private static final Pattern SIGNS = Pattern.compile("</?[A-Za-z][^<>]*>|<!--|&#?\\w{1,31};|" + OPEN.pattern());

    private final String closed;
    private final int[] added;
    private final String plain;
    private final CharFilter filter;

    private Markup(String closed, int[] added, String plain, CharFilter filter) {
        this.closed = closed;
        this.added = added;
        this.plain = plain;
        this.filter = filter;
    }

    /** Whether {@code text} has tags or character references. */
    static boolean in(String text) {
        return (text.indexOf('<') >= 0 || text.indexOf('&') >= 0)
                && SIGNS.matcher(text).find();
    }

    static Markup of(String given) {
        StringBuilder closed = new StringBuilder(given.length());
        IntStream.Builder added = IntStream.builder();
        Matcher open = OPEN.matcher(given);
        while (open.find()) {
            open.appendReplacement(closed, "$0");
            added.add(closed.length());
            closed.append(';');
        }
        open.appendTail(closed);
        try (CharFilter filter = new HTMLStripCharFilter(new StringReader(closed.toString()))) {
            StringWriter plain = new StringWriter(given.length());
            filter.transferTo(plain);
            return new Markup(closed.toString(), added.build().toArray(), plain.toString(), filter);
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
        return given(filter.correctOffset(offset));
    }

    /** Where in the given text the word ends that ends at {@code offset} of the plain one, before a tag that follows. */
    int end(int offset) {
        int letter = plain.offsetByCodePoints(offset, -1);
        int last = filter.correctOffset(letter);
        int reference = closed.charAt(last) == '&' ? closed.indexOf(';', last) : -1;
        return given(reference < 0 ? last + offset - letter : reference + 1);
    }

    /** The place in the given text, which has no semicolons added. */
    private int given(int offset) {
        int before = Arrays.binarySearch(added, offset);
        return offset - (before < 0 ? -before - 1 : before);
    }
}
