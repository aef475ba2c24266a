package org.tocsin.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.Progress;
import org.tocsin.enrich.quality.Section;
import org.tocsin.enrich.quality.Table;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.query.Document;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;
import org.tocsin.replay.feedback.Judgement.Label;

/** What the queries of judged alerts would do with the same articles now. */
final class FeedbackSection implements Section {
    static final String FILE = "feedback.ndjson";

    private final Supplier<Function<Article, EnrichedArticle>> tagger;

    /** Measures what {@code tagger} makes; it is asked for when there is something to measure. */
    FeedbackSection(Supplier<Function<Article, EnrichedArticle>> tagger) {
        this.tagger = tagger;
    }

    private static final class Row {
        private int good;
        private int goodKept;
        private int wrong;
        private int wrongGone;

        void add(boolean wasGood, boolean matches) {
            good += wasGood ? 1 : 0;
            goodKept += wasGood && matches ? 1 : 0;
            wrong += wasGood ? 0 : 1;
            wrongGone += wasGood || matches ? 0 : 1;
        }

        List<String> cells(String name) {
            int wrongKept = wrong - wrongGone;
            return List.of(
                    name,
                    String.valueOf(good),
                    String.valueOf(goodKept),
                    String.valueOf(wrong),
                    String.valueOf(wrongGone),
                    share(good, good + wrong),
                    share(goodKept, goodKept + wrongKept));
        }

        private static String share(int part, int whole) {
            return whole == 0 ? "" : String.format(Locale.ROOT, "%.3f", (double) part / whole);
        }
    }

    @Override
    public String name() {
        return "feedback";
    }

    @Override
    public String title() {
        return "Feedback";
    }

    @Override
    public String about() {
        return """
                Alerts that their readers judged (`%s`, written by `tocsin feedback labels`). Each article is tagged anew and put to the
                query that it was alerted for: good ones should still match, wrong ones no longer.
                """.formatted(FILE);
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        List<String> lines = data.lines(FILE);
        Function<Article, EnrichedArticle> tag = tagger.get();
        Map<String, Row> rows = new TreeMap<>();
        Row all = new Row();
        for (String line : lines) {
            Label label = Json.read(line.getBytes(StandardCharsets.UTF_8), Label.class);
            boolean matches = matches(label, tag.apply(label.article()));
            boolean good = label.verdict().equals("good");
            rows.computeIfAbsent(label.subscription(), key -> new Row()).add(good, matches);
            all.add(good, matches);
            progress.step();
        }
        List<List<String>> cells = new ArrayList<>();
        rows.forEach((subscription, row) -> cells.add(row.cells(subscription)));
        cells.add(all.cells("all"));
        return List.of(new Table(
                "",
                List.of("subscription", "good", "still match", "wrong", "gone", "precision then", "precision now"),
                cells));
    }

    private static boolean matches(Label label, EnrichedArticle now) {
        try {
            return Query.parse(label.query()).match(Document.of(now)).matched();
        } catch (QueryException e) {
            return false;
        }
    }
}
