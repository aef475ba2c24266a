package org.tocsin.ingest.feed;

import java.util.ArrayList;
import java.util.List;

/** Reads the bytes of one feed file. Stateless. */
public final class FeedReader {
    /** Most items that are taken of one file; the rest is left out and {@code repairs} says so. */
    public static final int MAX_ITEMS = 5_000;

    private FeedReader() {}

    /**
     * Reads {@code bytes}.
     *
     * @param contentType the HTTP header, empty without one
     * @param base where the file came from, for relative addresses; empty when unknown
     */
    public static Reading read(byte[] bytes, String contentType, String base) {
        if (bytes.length == 0) {
            return new Reading.Unreadable("the file is empty");
        }
        TextEncoding decoded = TextEncoding.decode(bytes, contentType);
        String text = decoded.text();
        int start = 0;
        while (start < text.length()
                && (Character.isWhitespace(text.charAt(start)) || text.charAt(start) == '\ufeff')) {
            start++;
        }
        if (start == text.length()) {
            return new Reading.Unreadable("the file is blank");
        }
        List<String> repairs = new ArrayList<>(decoded.repairs());
        if (contentType.startsWith("text/plain") || contentType.startsWith("text/html")) {
            repairs.add("served as %s, which no feed is".formatted(contentType.replaceFirst("\\s*;.*", "")));
        }
        char first = text.charAt(start);
        if (first == '{' || first == '[') {
            return JsonFeed.read(text.substring(start), decoded.charset(), base, repairs);
        }
        if (text.indexOf('<') < 0) {
            return new Reading.Unreadable("neither XML nor JSON: the file begins with “%s”"
                    .formatted(text.substring(start, Math.min(text.length(), start + 20))
                            .strip()));
        }
        return XmlFeed.read(text, decoded.charset(), base, repairs);
    }
}
