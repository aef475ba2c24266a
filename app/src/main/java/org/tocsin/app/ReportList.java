package org.tocsin.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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

    private static final ArticleReader READER = new ArticleReader(InstantSource.system());

    /** {@link Refusal} names the line that is none of these. */
    static List<Recall.Report> read(String file) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                file.equals("-") ? System.in : Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8))) {
            ReportList list = new ReportList();
            return file.endsWith(".csv") ? list.csv(file, in) : list.lines(file, in);
        }
    }

    private List<Recall.Report> csv(String file, BufferedReader in) throws IOException {
        List<Recall.Report> reports = new ArrayList<>();
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
                reports.add(report(file, row.getRecordNumber() + 1, cell(row, title), cell(row, url)));
            }
        }
        return reports;
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

    private List<Recall.Report> lines(String file, BufferedReader in) throws IOException {
        List<Recall.Report> reports = new ArrayList<>();
        long number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            String text = line.replace("\ufeff", "").strip();
            if (text.startsWith("{")) {
                reports.add(json(file, number, text));
            } else if (!text.isEmpty()) {
                boolean address = text.startsWith("http://") || text.startsWith("https://");
                reports.add(report(file, number, address ? "" : text, address ? text : ""));
            }
        }
        return reports;
    }

    private Recall.Report json(String file, long line, String text) {
        try {
            JsonNode json = Json.mapper().readTree(text);
            String title = TITLES.stream()
                    .map(name -> json.path(name).asString(""))
                    .filter(value -> !value.isBlank())
                    .findFirst()
                    .orElse("");
            return report(file, line, title, ArticleReader.address(json));
        } catch (JacksonException e) {
            throw new Refusal(file + ", line " + line + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Recall.Report report(String file, long line, String title, String address) {
        try {
            return report(title, address);
        } catch (IllegalArgumentException e) {
            throw new Refusal(file + ", line " + line + ": " + e.getMessage(), e);
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
        ObjectNode json = Json.mapper().createObjectNode().put("url", address.strip());
        json.put("title", title.isBlank() ? "untitled" : title);
        try {
            Article article = READER.read(json, Origin.BACKFILL, "");
            return new Recall.Report(title.strip(), article.url(), article.id());
        } catch (ArticleReader.Rejected e) {
            throw new IllegalArgumentException(e.sentence(), e);
        }
    }
}
