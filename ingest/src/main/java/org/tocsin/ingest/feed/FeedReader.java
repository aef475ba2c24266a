package org.tocsin.ingest.feed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads the bytes of one feed file. Stateless. */
public final class FeedReader {
    /** Most items that are taken of one file; the rest is left out and {@code repairs} says so. */
    public static final int MAX_ITEMS = 5_000;

    /** Largest file after decompression, in bytes. */
    static final int MAX_BYTES = 32 * 1024 * 1024;

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
        if (bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B) {
            return gunzipped(bytes, base);
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

    /** A file that is compressed itself, as sitemaps often are; what transport compresses comes here undone. */
    private static Reading gunzipped(byte[] bytes, String base) {
        byte[] inside;
        try (InputStream input = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            inside = input.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            return new Reading.Unreadable("the file is broken gzip: " + e.getMessage());
        }
        if (inside.length > MAX_BYTES) {
            return new Reading.Unreadable("the file has more than %,d bytes when decompressed".formatted(MAX_BYTES));
        }
        return inside.length > 1 && inside[0] == 0x1F && inside[1] == (byte) 0x8B
                ? new Reading.Unreadable("the file is gzip within gzip")
                : read(inside, "", base);
    }
}
