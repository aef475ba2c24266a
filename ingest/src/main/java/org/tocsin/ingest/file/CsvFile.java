package org.tocsin.ingest.file;

import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.tocsin.ingest.text.Encoding;
import tools.jackson.databind.node.ObjectNode;

/**
 * CSV with a header in its first line, separated by comma, semicolon, tab or bar, quoted as RFC 4180 says. Headers mean the
 * field of the same name whatever their case, blanks and underscores; lists are split at semicolons.
 */
final class CsvFile {
    private static final int SAMPLE_BYTES = 1 << 16;
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("id", "id"),
            Map.entry("guid", "id"),
            Map.entry("articleid", "id"),
            Map.entry("uuid", "id"),
            Map.entry("title", "title"),
            Map.entry("headline", "title"),
            Map.entry("name", "title"),
            Map.entry("head", "title"),
            Map.entry("summary", "summary"),
            Map.entry("description", "summary"),
            Map.entry("lead", "summary"),
            Map.entry("abstract", "summary"),
            Map.entry("excerpt", "summary"),
            Map.entry("snippet", "summary"),
            Map.entry("subtitle", "summary"),
            Map.entry("body", "body"),
            Map.entry("text", "body"),
            Map.entry("content", "body"),
            Map.entry("fulltext", "body"),
            Map.entry("article", "body"),
            Map.entry("maintext", "body"),
            Map.entry("articletext", "body"),
            Map.entry("story", "body"),
            Map.entry("url", "url"),
            Map.entry("link", "url"),
            Map.entry("uri", "url"),
            Map.entry("address", "url"),
            Map.entry("articleurl", "url"),
            Map.entry("canonicalurl", "url"),
            Map.entry("published", "published"),
            Map.entry("date", "published"),
            Map.entry("pubdate", "published"),
            Map.entry("publishedat", "published"),
            Map.entry("publishdate", "published"),
            Map.entry("publicationdate", "published"),
            Map.entry("datepublished", "published"),
            Map.entry("publisheddate", "published"),
            Map.entry("datetime", "published"),
            Map.entry("time", "published"),
            Map.entry("timestamp", "published"),
            Map.entry("created", "published"),
            Map.entry("fetchedat", "fetched_at"),
            Map.entry("captured", "captured"),
            Map.entry("language", "language"),
            Map.entry("lang", "language"),
            Map.entry("locale", "language"),
            Map.entry("source", "source"),
            Map.entry("outlet", "source"),
            Map.entry("publisher", "source"),
            Map.entry("site", "source"),
            Map.entry("sourcename", "source"),
            Map.entry("domain", "source"),
            Map.entry("publication", "source"),
            Map.entry("newspaper", "source"),
            Map.entry("country", "country"),
            Map.entry("author", "authors"),
            Map.entry("authors", "authors"),
            Map.entry("byline", "authors"),
            Map.entry("creator", "authors"),
            Map.entry("category", "categories"),
            Map.entry("categories", "categories"),
            Map.entry("tags", "categories"),
            Map.entry("section", "categories"),
            Map.entry("keywords", "categories"),
            Map.entry("topic", "categories"),
            Map.entry("topics", "categories"));

    private final ArticleFile file;
    private final Items items;

    CsvFile(ArticleFile file, Items items) {
        this.file = file;
        this.items = items;
    }

    /** Whether a first line names two fields or more, one of them a text. */
    static boolean isHeader(String line) {
        if (line.length() > 2_000) {
            return false;
        }
        for (char separator : SEPARATORS) {
            List<String> fields =
                    List.of(line.split(java.util.regex.Pattern.quote(String.valueOf(separator)), -1)).stream()
                            .map(CsvFile::field)
                            .filter(name -> !name.isEmpty())
                            .toList();
            if (fields.size() >= 2
                    && (fields.contains("title") || fields.contains("body") || fields.contains("summary"))) {
                return true;
            }
        }
        return false;
    }

    /** The field that a header means, empty when it means none. */
    private static String field(String header) {
        String plain = header.toLowerCase(Locale.ROOT)
                .replaceAll("[\\s_\"\\uFEFF-]", "")
                .replace("(s)", "");
        return FIELDS.getOrDefault(plain, "");
    }

    void read(String name, InputStream input) throws IOException {
        byte[] sample = input.readNBytes(SAMPLE_BYTES);
        int whole = sample.length;
        while (whole > 0 && sample.length == SAMPLE_BYTES && sample[whole - 1] != '\n') {
            whole--;
        }
        Encoding.Decoded decoded =
                Encoding.decode(java.util.Arrays.copyOf(sample, whole == 0 ? sample.length : whole), "");
        Charset charset = decoded.charset();
        String first = decoded.text().lines().findFirst().orElse("");
        LimitedReader reader = new LimitedReader(
                new InputStreamReader(new SequenceInputStream(new ByteArrayInputStream(sample), input), charset));
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(separator(first))
                .setIgnoreEmptyLines(true)
                .setTrailingData(true)
                .setLenientEof(false)
                .get();
        CSVParser rows = CSVParser.builder().setReader(reader).setFormat(format).get();
        List<String> fields = null;
        long line = 1;
        try {
            for (CSVRecord row : rows) {
                reader.nextRecord();
                if (fields == null) {
                    fields = row.stream().map(CsvFile::field).toList();
                    if (!fields.contains("title") && !fields.contains("body") && !fields.contains("summary")) {
                        ArticleFile.reject(
                                items,
                                name,
                                1,
                                "header",
                                "the first line must name the columns, one of them title, summary or body");
                        return;
                    }
                } else {
                    row(name, line, fields, row);
                }
                line = rows.getCurrentLineNumber() + 1;
            }
        } catch (UncheckedIOException e) {
            ArticleFile.reject(
                    items, name, line, "csv", "the record that begins here cannot be read: " + e.getMessage());
        }
    }

    private static char separator(String header) {
        char best = ',';
        long most = 0;
        for (char separator : SEPARATORS) {
            long count =
                    header.chars().filter(character -> character == separator).count();
            if (count > most) {
                most = count;
                best = separator;
            }
        }
        return best;
    }

    private void row(String name, long line, List<String> fields, CSVRecord row) {
        if (row.size() > fields.size()) {
            ArticleFile.reject(
                    items,
                    name,
                    line,
                    "columns",
                    "%d columns where the header has %d; quote fields that hold the separator"
                            .formatted(row.size(), fields.size()));
            return;
        }
        ObjectNode json = JsonFile.object();
        int size = 0;
        for (int i = 0; i < row.size(); i++) {
            String field = fields.get(i);
            String value = row.get(i);
            size += value.length();
            if (field.isEmpty() || value.isBlank() || json.has(field)) {
                continue;
            }
            if (field.equals("authors") || field.equals("categories")) {
                var list = json.putArray(field);
                for (String one : value.split(";", -1)) {
                    list.add(one.strip());
                }
            } else {
                json.put(field, value);
            }
        }
        items.add(name, line, size, outcome -> file.json(name, line, json, outcome));
    }

    /** Ends with an error where one record is longer than an article may be, as after a quote that nothing closes. */
    private static final class LimitedReader extends FilterReader {
        private long since;

        LimitedReader(Reader reader) {
            super(reader);
        }

        void nextRecord() {
            since = 0;
        }

        @Override
        public int read() throws IOException {
            count(1);
            return super.read();
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            since += read;
            if (since > ArticleFile.MAX_ITEM_BYTES) {
                throw new IOException("it is longer than %,d characters".formatted(ArticleFile.MAX_ITEM_BYTES));
            }
        }
    }
}
