package org.tocsin.app;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.knowledge.TopicNames;
import org.tocsin.model.Json;
import org.tocsin.replay.Replay;
import org.tocsin.replay.compare.KnowledgeOf;
import org.tocsin.replay.export.Cells;
import org.tocsin.replay.recall.Recall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the monitor had of what others report. */
@Command(
        name = "recall",
        mixinStandardHelpOptions = true,
        description = {
            "Say of outside headlines or addresses which the log has, since when, how they are tagged, which alerts fired,"
                    + " and which it missed, with the story that is nearest."
        },
        footer = {
            "",
            "  tocsin recall competitor.csv",
            "  tocsin recall addresses.txt --from 2025-01-01 --to 2025-02-01 --as json",
            "",
            "LIST is CSV with a column title or url, or lines, each a JSON object, an address or a headline; - reads"
                    + " standard input."
        })
final class RecallCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of(
            "headline",
            "url",
            "had",
            "article",
            "title",
            "source",
            "published",
            "ingested",
            "story",
            "likeness",
            "topics",
            "entities",
            "alerts");

    @Mixin
    private Options options;

    @Option(names = "--from", paramLabel = "TIME", description = "Only articles published at or after.")
    private String from = "0000-01-01";

    @Option(names = "--to", paramLabel = "TIME", description = "Only articles published before.")
    private String to = "9999-01-01";

    @Option(names = "--as", paramLabel = "FORM", description = "text, csv or json (default: text).")
    private Form form = Form.text;

    @Parameters(paramLabel = "LIST", description = "A file of headlines and addresses.")
    private String list;

    private enum Form {
        text,
        csv,
        json
    }

    @Override
    public Integer call() throws IOException {
        Instant start = Replay.time("--from", from);
        Instant end = Replay.time("--to", to);
        ReportList.Contents read = ReportList.read(list);
        read.rejected().forEach(one -> System.err.println("tocsin: " + list + ", " + one));
        List<Recall.Report> reports = read.reports();
        try (Options.Connection connection = options.connect()) {
            Recall.Answer answer;
            try (Progress progress = new Progress("Looking")) {
                answer = new Recall(connection.kafka()).of(reports, start, end, progress);
            }
            switch (form) {
                case json -> answer.findings().forEach(one -> System.out.println(Json.line(one)));
                case csv -> {
                    System.out.print(Cells.row(COLUMNS));
                    answer.findings().forEach(one -> System.out.print(row(one)));
                }
                case text -> {
                    TopicNames topics = TopicNames.of(KnowledgeOf.named(connection.kafka(), "now"));
                    answer.findings().forEach(one -> print(one, topics));
                }
            }
            System.err.printf(
                    Locale.ROOT,
                    "had %,d of %,d (%.0f %%), missed %,d; the log has %,d articles of that time%n",
                    answer.had(),
                    reports.size(),
                    reports.isEmpty() ? 0 : 100.0 * answer.had() / reports.size(),
                    reports.size() - answer.had(),
                    answer.articles());
            RangeOptions.warn(answer.unreadable(), answer.removed(), answer.missing());
        }
        return read.rejected().isEmpty() ? Main.OK : Main.SOME_REJECTED;
    }

    private static void print(Recall.Finding one, TopicNames topics) {
        Recall.Had article = one.article();
        System.out.println((article == null ? "MISSED " : "had    ") + name(one.report()));
        if (article != null) {
            System.out.printf(
                    "       %s, ingested %s, story %s%n",
                    told(article), article.ingested(), article.story().isEmpty() ? "none" : article.story());
            System.out.println("       topics "
                    + article.topics().stream().map(topics::name).toList() + ", entities " + article.entities());
            one.alerts()
                    .forEach(alert -> System.out.printf(
                            "       alert %s to %s at %s, about the %s%n",
                            alert.kind(), alert.subscriptionName(), alert.created(), alert.about()));
        } else if (one.nearest() != null) {
            System.out.println("       nearest: " + told(one.nearest()) + ", story "
                    + one.nearest().story());
        }
    }

    private static String name(Recall.Report report) {
        return report.headline().isEmpty() ? report.url() : report.headline();
    }

    private static String told(Recall.Had article) {
        return String.format(
                Locale.ROOT,
                "\"%s\" (%s, %s, likeness %.2f)",
                article.title(),
                article.source(),
                article.published(),
                article.likeness());
    }

    private static String row(Recall.Finding one) {
        Recall.@Nullable Had told = one.had() ? one.article() : one.nearest();
        List<Object> cells = told == null
                ? Arrays.asList("", "", "", "", "", "", "", "", "")
                : Arrays.asList(
                        Cells.cell(told.id()),
                        Cells.cell(told.title()),
                        Cells.cell(told.source()),
                        told.published(),
                        told.ingested(),
                        Cells.cell(told.story()),
                        String.format(Locale.ROOT, "%.3f", told.likeness()),
                        Cells.cell(String.join("; ", told.topics())),
                        Cells.cell(String.join("; ", told.entities())));
        List<Object> row = new ArrayList<>(List.of(
                Cells.cell(one.report().headline()), Cells.cell(one.report().url()), one.had()));
        row.addAll(cells);
        row.add(Cells.cell(String.join(
                "; ",
                one.alerts().stream()
                        .map(alert -> alert.subscription() + " " + alert.kind())
                        .toList())));
        return Cells.row(row);
    }
}
