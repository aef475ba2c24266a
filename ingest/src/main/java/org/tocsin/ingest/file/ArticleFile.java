package org.tocsin.ingest.file;

import com.github.luben.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.page.Page;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.ingest.text.Encoding;
import org.tocsin.ingest.text.Lines;
import org.tocsin.ingest.wire.Malformed;
import org.tocsin.ingest.wire.WireXml;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads files of articles: NDJSON, JSON, CSV, GDELT, WARC, NITF, NewsML-G2, HTML and plain text, each also within gzip, zstd
 * or ZIP. The form is found from the first bytes, and from the name where bytes leave it open. A line or document over
 * {@link #MAX_ITEM_BYTES} is rejected without being held in memory.
 */
public final class ArticleFile {
    /** Longest line, record or document, in bytes. */
    public static final int MAX_ITEM_BYTES = 8 * 1024 * 1024;

    private static final char REPLACEMENT = '\uFFFD';

    /** Deepest nesting of archives. */
    private static final int MAX_ARCHIVES = 3;

    private final ArticleReader reader;
    private final PageExtractor pages;
    private final Origin origin;
    private final String batch;
    private final int threads;

    /**
     * @param batch id of the import
     * @param threads that read items
     */
    public ArticleFile(ArticleReader reader, PageExtractor pages, Origin origin, String batch, int threads) {
        this.reader = reader;
        this.pages = pages;
        this.origin = origin;
        this.batch = batch;
        this.threads = threads;
    }

    /** What a file gives, item by item, in the order of the file. */
    public interface Listener {
        void article(Article article);

        /** An input that is no article; lines, records and documents count from 1. */
        void rejected(String file, long line, String reason, String message);

        /**
         * What can be done to an article beforehand; called by any thread in any order. The result is run on the caller's
         * thread in order and tells of the article.
         *
         * @param address where the input says that the article stands, as it is written, may be empty
         */
        default Runnable prepare(Article article, String address) {
            return () -> article(article);
        }
    }

    /** Reads {@code raw} to its end, or to where it breaks off, and closes it. */
    public void read(String name, InputStream raw, Listener listener) throws IOException {
        try (Items items = new Items(threads, listener);
                Source input = new Source(raw)) {
            read(name, input, items, 0);
            items.flush();
        }
    }

    private void read(String name, Source input, Items items, int archives) {
        String fault;
        try {
            items(name, input, items, archives);
            fault = input.fault();
        } catch (IOException e) {
            fault = String.valueOf(e.getMessage());
        }
        if (fault != null) {
            boolean archive = archives > 0;
            reject(
                    items,
                    name,
                    0,
                    archive ? "archive" : "file",
                    "the %s breaks off, what stands before was read: %s"
                            .formatted(archive ? "archive" : "file", fault));
        }
    }

    private void items(String name, Source input, Items items, int archives) throws IOException {
        Form form = Form.of(name, input);
        if (form.archive() && archives == MAX_ARCHIVES) {
            reject(items, name, 1, "archive", "archives within archives are read to %d levels".formatted(MAX_ARCHIVES));
            return;
        }
        switch (form) {
            case GZIP -> read(name, new Source(new GZIPInputStream(input, 1 << 16)), items, archives + 1);
            case ZSTD -> read(name, new Source(new ZstdInputStream(input).setContinuous(false)), items, archives + 1);
            case ZIP -> zip(name, input, items, archives);
            case WARC -> new WarcFile(this, items).read(name, input);
            case NDJSON -> lines(name, input, items);
            case JSON -> new JsonFile(this, items).read(name, input);
            case GDELT_EVENTS, GDELT_MENTIONS, GDELT_GRAPH -> new GdeltFile(this, items, form).read(name, input);
            case CSV -> new CsvFile(this, items).read(name, input);
            case XML -> whole(name, input, items, this::xml);
            case FEED ->
                reject(
                        items,
                        name,
                        1,
                        "feed",
                        "this is a feed; tocsin feed prints it, and feeds that are polled are added by address");
            case HTML -> whole(name, input, items, (file, bytes, outcome) -> page(file, 1, bytes, "", "", "", outcome));
            case TEXT -> whole(name, input, items, this::text);
            case BINARY -> reject(items, name, 1, "form", "this is no text, and in no form that is read");
            case EMPTY -> {}
        }
    }

    private void zip(String name, InputStream input, Items items, int archives) throws IOException {
        ZipInputStream zip = new ZipInputStream(input);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (!entry.isDirectory()) {
                InputStream open = new FilterInputStream(zip) {
                    @Override
                    public void close() {
                        // the next entry follows
                    }
                };
                read(name + "!" + entry.getName(), new Source(open), items, archives + 1);
            }
        }
    }

    private void lines(String name, InputStream input, Items items) throws IOException {
        Lines lines = new Lines(input, MAX_ITEM_BYTES + 1);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            long number = lines.number();
            if (lines.length() > MAX_ITEM_BYTES) {
                reject(items, name, number, "too-long", tooLong(lines.length()));
            } else if (line.length > 0) {
                byte[] bytes = line;
                items.add(name, number, bytes.length, outcome -> line(name, number, bytes, outcome));
            }
        }
    }

    private void line(String name, long number, byte[] bytes, Items.Outcome outcome) {
        try {
            int start = number == 1 && bytes.length > 2 && (bytes[0] & 0xFF) == 0xEF ? 3 : 0;
            String text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
            if (text.indexOf(REPLACEMENT) >= 0) {
                // either the sign itself, or bytes that are no UTF-8
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, bytes.length - start));
            }
            if (!text.isBlank()) {
                json(name, number, Json.mapper().readTree(text), outcome);
            }
        } catch (CharacterCodingException e) {
            outcome.rejected(name, number, "encoding", "the line is not UTF-8");
        } catch (JacksonException e) {
            outcome.rejected(name, number, "json", "the line is not JSON: " + Json.fault(e));
        }
    }

    /** One object, or an envelope that holds a list of them. */
    void json(String name, long number, JsonNode json, Items.Outcome outcome) {
        for (JsonNode item : ArticleReader.inside(json)) {
            try {
                outcome.article(reader.read(item, origin, batch), ArticleReader.address(item));
            } catch (ArticleReader.Rejected e) {
                outcome.rejected(name, number, e.reason(), e.sentence());
            }
        }
    }

    /**
     * The article of a page.
     *
     * @param address where it was fetched, empty when that is not known
     * @param fetched ISO time that stands for the date where the page has none, may be empty
     */
    void page(
            String name,
            long number,
            byte[] bytes,
            String contentType,
            String address,
            String fetched,
            Items.Outcome outcome) {
        Page page = pages.extract(bytes, contentType, address);
        if (page.text().isBlank()) {
            outcome.rejected(name, number, "no-text", "the page holds no article");
            return;
        }
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("title", page.title());
        json.put("body", page.text());
        json.put("url", page.url());
        json.put("language", page.language());
        json.put(
                "published",
                page.published() == null ? fetched : page.published().toString());
        if (!page.byline().isEmpty()) {
            json.put("byline", page.byline());
        }
        json(name, number, json, outcome);
    }

    private interface Whole {
        void read(String name, byte[] bytes, Items.Outcome outcome);
    }

    private static void whole(String name, Source input, Items items, Whole whole) throws IOException {
        byte[] bytes = input.readNBytes(MAX_ITEM_BYTES + 1);
        if (bytes.length > MAX_ITEM_BYTES) {
            reject(items, name, 1, "too-long", tooLong(bytes.length));
        } else if (input.fault() == null) {
            items.add(name, 1, bytes.length, outcome -> whole.read(name, bytes, outcome));
        }
    }

    private void xml(String name, byte[] bytes, Items.Outcome outcome) {
        try {
            List<ObjectNode> articles = WireXml.articles(bytes);
            for (int i = 0; i < articles.size(); i++) {
                json(name, i + 1, articles.get(i), outcome);
            }
        } catch (Malformed e) {
            outcome.rejected(name, 1, "xml", String.valueOf(e.getMessage()));
        }
    }

    /** The first line is the title. */
    private void text(String name, byte[] bytes, Items.Outcome outcome) {
        String text = Encoding.decode(bytes, "").text().strip();
        int line = text.indexOf('\n');
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("title", line < 0 ? text : text.substring(0, line).strip());
        json.put("body", line < 0 ? "" : text.substring(line).strip());
        json(name, 1, json, outcome);
    }

    static void reject(Items items, String name, long number, String reason, String message) {
        items.add(name, number, 0, outcome -> outcome.rejected(name, number, reason, message));
    }

    static String tooLong(long length) {
        return "%,d bytes; at most %,d are read for one article".formatted(length, MAX_ITEM_BYTES);
    }
}
