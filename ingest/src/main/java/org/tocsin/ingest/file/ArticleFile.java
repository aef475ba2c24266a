package org.tocsin.ingest.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads NDJSON, a JSON array, plain text or HTML, each also as gzip. The form is found from the first bytes, not from
 * the name. A line over {@link #MAX_LINE_BYTES} is rejected without being held in memory.
 */
public final class ArticleFile {
    /** Longest line or document, in bytes. */
    public static final int MAX_LINE_BYTES = 8 * 1024 * 1024;

    private final ArticleReader reader;
    private final Origin origin;
    private final String batch;

    public ArticleFile(ArticleReader reader, Origin origin, String batch) {
        this.reader = reader;
        this.origin = origin;
        this.batch = batch;
    }

    /** What a file gives, item by item. */
    public interface Listener {
        void article(Article article);

        /** An input that is no article; lines count from 1. */
        void rejected(String file, long line, String reason, String message);
    }

    /** Reads {@code raw} to its end and closes it. */
    public void read(String name, InputStream raw, Listener listener) throws IOException {
        try (BufferedInputStream input = unzipped(raw)) {
            int first = firstByte(input);
            if (first == '[') {
                array(name, input, listener);
            } else if (first == '{') {
                lines(name, input, listener);
            } else if (first >= 0) {
                text(name, input, first == '<', listener);
            }
        }
    }

    private static BufferedInputStream unzipped(InputStream raw) throws IOException {
        BufferedInputStream input = new BufferedInputStream(raw, 1 << 16);
        input.mark(4);
        boolean gzip = input.read() == 0x1f && input.read() == 0x8b;
        input.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(input), 1 << 16) : input;
    }

    private static int firstByte(BufferedInputStream input) throws IOException {
        while (true) {
            input.mark(4);
            int next = input.read();
            if (next == 0xEF && input.read() == 0xBB && input.read() == 0xBF) {
                continue;
            }
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                input.reset();
                return next;
            }
        }
    }

    private void lines(String name, InputStream input, Listener listener) throws IOException {
        long number = 0;
        java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
        long length = 0;
        boolean end = false;
        while (!end) {
            int next = input.read();
            end = next < 0;
            if (next == '\n' || end) {
                number++;
                if (length > MAX_LINE_BYTES) {
                    listener.rejected(name, number, "too-long", tooLong(length));
                } else if (length > 0) {
                    line(name, number, line.toByteArray(), listener);
                }
                line.reset();
                length = 0;
            } else if (++length <= MAX_LINE_BYTES) {
                line.write(next);
            }
        }
    }

    private void line(String name, long number, byte[] bytes, Listener listener) {
        try {
            String text = decode(bytes);
            if (!text.isBlank()) {
                article(name, number, Json.mapper().readTree(text), listener);
            }
        } catch (CharacterCodingException e) {
            listener.rejected(name, number, "encoding", "the line is not UTF-8");
        } catch (JacksonException e) {
            listener.rejected(name, number, "json", "the line is not JSON: " + e.getOriginalMessage());
        }
    }

    private void array(String name, InputStream input, Listener listener) {
        long number = 0;
        // more items follow each item
        ObjectReader items =
                Json.mapper().readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        try (var parser = Json.mapper().createParser(input)) {
            parser.nextToken();
            while (parser.nextToken() != null && parser.currentToken().isStructStart()) {
                number++;
                article(name, number, items.readValue(parser), listener);
            }
        } catch (JacksonException e) {
            listener.rejected(name, number + 1, "json", "the list breaks off here: " + e.getOriginalMessage());
        }
    }

    private void article(String name, long number, JsonNode json, Listener listener) {
        try {
            listener.article(reader.read(json, origin, batch));
        } catch (ArticleReader.Rejected e) {
            listener.rejected(name, number, e.reason(), e.sentence());
        }
    }

    private void text(String name, InputStream input, boolean html, Listener listener) throws IOException {
        byte[] bytes = input.readNBytes(MAX_LINE_BYTES + 1);
        if (bytes.length > MAX_LINE_BYTES) {
            listener.rejected(name, 1, "too-long", tooLong(bytes.length));
            return;
        }
        try {
            String text = decode(bytes);
            ObjectNode json = Json.mapper().createObjectNode();
            if (html || text.toLowerCase(Locale.ROOT).contains("<html")) {
                Document page = Jsoup.parse(text);
                json.put("title", page.title());
                json.put(
                        "body",
                        page.select("p").eachText().isEmpty()
                                ? page.text()
                                : String.join("\n", page.select("p").eachText()));
                json.put("url", page.select("link[rel=canonical]").attr("href"));
                json.put("language", page.select("html").attr("lang"));
            } else {
                int line = text.strip().indexOf('\n');
                json.put(
                        "title",
                        line < 0
                                ? text.strip()
                                : text.strip().substring(0, line).strip());
                json.put("body", line < 0 ? "" : text.strip().substring(line).strip());
            }
            article(name, 1, json, listener);
        } catch (CharacterCodingException e) {
            listener.rejected(name, 1, "encoding", "the file is not UTF-8");
        }
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static String tooLong(long length) {
        return "%,d bytes; at most %,d are read for one article".formatted(length, MAX_LINE_BYTES);
    }
}
