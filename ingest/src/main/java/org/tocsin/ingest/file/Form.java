package org.tocsin.ingest.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tocsin.ingest.text.Encoding;

/** What a file is, by its first bytes; its name decides between text and CSV alone. */
enum Form {
    GZIP,
    ZSTD,
    ZIP,
    WARC,
    NDJSON,
    JSON,
    CSV,
    GDELT_EVENTS,
    GDELT_MENTIONS,
    GDELT_GRAPH,
    XML,
    FEED,
    HTML,
    TEXT,
    BINARY,
    EMPTY;

    /** Bytes that are looked at; the longest first line by which one JSON object a line is told from one over lines. */
    static final int PEEK_BYTES = 1 << 18;

    private static final Pattern WIRE = Pattern.compile("<(?:\\w+:)?(?:nitf|newsItem|newsMessage|packageItem)[\\s>/]");
    private static final Pattern OTHER_XML =
            Pattern.compile("<\\?xml(?!.*<(?:!doctype\\s+)?html[\\s>]).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern FEEDS = Pattern.compile("<(?:rss|feed|rdf:RDF)[\\s>]");
    private static final Pattern LINES = Pattern.compile(".*\\.(jsonl|ndjson)(\\.\\w+)*");
    private static final Pattern EVENTS = Pattern.compile("\\d{9,11}\\t\\d{8}\\t\\d{6}\\t\\d{4}\\t.*");
    private static final Pattern MENTIONS = Pattern.compile("\\d{9,11}\\t\\d{14}\\t\\d{14}\\t\\d\\t.*");
    private static final Pattern GRAPH = Pattern.compile("\\d{14}-T?\\d+\\t\\d{14}\\t\\d\\t.*");

    boolean archive() {
        return this == GZIP || this == ZSTD || this == ZIP;
    }

    /** Looks at the beginning of {@code input} and leaves it where it was. */
    static Form of(String name, BufferedInputStream input) throws IOException {
        input.mark(PEEK_BYTES);
        byte[] bytes = input.readNBytes(PEEK_BYTES);
        input.reset();
        if (bytes.length == 0) {
            return EMPTY;
        }
        if (starts(bytes, 0x1F, 0x8B)) {
            return GZIP;
        }
        if (starts(bytes, 0x28, 0xB5, 0x2F, 0xFD)) {
            return ZSTD;
        }
        if (starts(bytes, 'P', 'K', 3, 4)) {
            return ZIP;
        }
        if (starts(bytes, 'W', 'A', 'R', 'C', '/')) {
            return WARC;
        }
        return ofText(name.toLowerCase(Locale.ROOT), text(bytes), bytes.length == PEEK_BYTES);
    }

    private static boolean starts(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes) {
        String bare = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean wide = bare.startsWith("\u00FF\u00FE") || bare.startsWith("\u00FE\u00FF");
        return wide
                ? Encoding.decode(bytes, "").text()
                : bare.startsWith("\u00EF\u00BB\u00BF") ? bare.substring(3) : bare;
    }

    private static Form ofText(String name, String whole, boolean more) {
        String text = whole.stripLeading();
        if (text.isEmpty()) {
            return more ? TEXT : EMPTY;
        }
        String head = text.substring(0, Math.min(text.length(), 4_096));
        if (head.indexOf('\0') >= 0) {
            return BINARY;
        }
        int newline = text.indexOf('\n');
        String first = newline < 0 ? text : text.substring(0, newline).strip();
        return switch (text.charAt(0)) {
            case '[' -> JSON;
            case '{' -> {
                boolean open = (newline < 0 && more) || "{[,:".indexOf(first.charAt(first.length() - 1)) >= 0;
                yield open && !LINES.matcher(name).matches() ? JSON : NDJSON;
            }
            case '<' ->
                WIRE.matcher(head).find()
                        ? XML
                        : FEEDS.matcher(head).find()
                                ? FEED
                                : OTHER_XML.matcher(head).matches() ? XML : HTML;
            default -> ofRows(name, first, head);
        };
    }

    private static Form ofRows(String name, String first, String head) {
        if (GRAPH.matcher(first).matches()) {
            return GDELT_GRAPH;
        }
        if (MENTIONS.matcher(first).matches()) {
            return GDELT_MENTIONS;
        }
        if (EVENTS.matcher(first).matches()) {
            return GDELT_EVENTS;
        }
        if (name.matches(".*\\.(csv|tsv)(\\.\\w+)?$") || CsvFile.isHeader(first)) {
            return CSV;
        }
        return head.toLowerCase(Locale.ROOT).contains("<html") ? HTML : TEXT;
    }
}
