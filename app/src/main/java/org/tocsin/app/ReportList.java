package org.tocsin.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.replay.recall.Recall;
import org.tocsin.replay.recall.WebAddress;
import org.tocsin.runtime.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list of what others report: CSV with a header that names a title or an address; or lines, each a JSON object, an
 * address or a headline.
 */
final class ReportList {
    private static final List<String> TITLES = List.of("title", "headline", "name", "head");
    private static final List<String> ADDRESSES = List.of("url", "link", "uri", "address", "canonical_url");

    /**
     * What a list says.
     *
     * @param rejected a sentence for each line that is no report, with its number
     */
    record Contents(List<Recall.Report> reports, List<String> rejected) {}

    private static final ArticleReader READER = new ArticleReader(InstantSource.system());

    private final List<Recall.Report> reports = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    /** {@link Refusal} when there is no list, or one without the columns that are needed. */
    static Contents read(String file) throws IOException {
        if (!file.equals("-") && Files.isDirectory(Path.of(file))) {
            throw new Refusal(file + " is a folder; name a file");
        }
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                file.equals("-") ? System.in : Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8))) {
            ReportList list = new ReportList();
            if (file.endsWith(".csv")) {
                list.csv(file, in);
            } else {
                list.lines(in);
            }
            return new Contents(list.reports, list.rejected);
        }
    }

    private void csv(String file, BufferedReader in) throws IOException {
        CSVFormat form = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setTrim(true)
                .get();
        try (CSVParser rows = form.parse(in)) {
            Map<String, Integer> columns = new HashMap<>();
            rows.getHeaderMap()
                    .forEach((name, number) ->
                            columns.put(name.replace("\ufeff", "").toLowerCase(Locale.ROOT), number));
            Integer title = column(columns, TITLES);
            Integer url = column(columns, ADDRESSES);
            if (title == null && url == null) {
                throw new Refusal(file + " has the columns " + columns.keySet() + "; one of " + TITLES + " or "
                        + ADDRESSES + " is needed");
            }
            for (CSVRecord row : rows) {
                add(row.getRecordNumber() + 1, cell(row, title), cell(row, url));
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            rejected.add("line %d and what follows is no CSV: %s"
                    .formatted(reports.size() + rejected.size() + 2, e.getMessage()));
        }
    }

    private static @Nullable Integer column(Map<String, Integer> columns, List<String> names) {
        return names.stream()
                .filter(columns::containsKey)
                .findFirst()
                .map(columns::get)
                .orElse(null);
    }

    private static String cell(CSVRecord row, @Nullable Integer column) {
        return column == null || column >= row.size() ? "" : row.get(column);
    }

    private void lines(BufferedReader in) throws IOException {
        long number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            String text = line.replace("\ufeff", "").strip();
            if (text.startsWith("{")) {
                json(number, text);
            } else if (!text.isEmpty()) {
                boolean address = !WebAddress.of(text).isEmpty();
                add(number, address ? "" : text, address ? text : "");
            }
        }
    }

    private void json(long line, String text) {
        try {
            JsonNode json = Json.mapper().readTree(text);
            add(line, first(json, TITLES), first(json, ADDRESSES));
        } catch (JacksonException e) {
            rejected.add("line " + line + " is no JSON: " + e.getOriginalMessage());
        }
    }

    private static String first(JsonNode json, List<String> names) {
        return names.stream()
                .map(name -> json.path(name).asString("").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private void add(long line, String title, String address) {
        try {
            reports.add(report(title, address));
        } catch (IllegalArgumentException e) {
            rejected.add("line " + line + ": " + e.getMessage());
        }
    }

    /** One of them; {@link IllegalArgumentException} says what is wrong with it. */
    static Recall.Report report(String title, String address) {
        if (title.isBlank() && address.isBlank()) {
            throw new IllegalArgumentException("there is neither a headline nor an address");
        }
        if (address.isBlank()) {
            return new Recall.Report(title.strip(), "", "");
        }
        String whole = WebAddress.of(address);
        ObjectNode json = Json.mapper().createObjectNode().put("url", whole.isEmpty() ? address.strip() : whole);
        json.put("title", title.isBlank() ? "untitled" : title);
        try {
            Article article = READER.read(json, Origin.BACKFILL, "");
            return new Recall.Report(title.strip(), article.url(), article.id());
        } catch (ArticleReader.Rejected e) {
            throw new IllegalArgumentException(e.sentence(), e);
        }
    }
}
