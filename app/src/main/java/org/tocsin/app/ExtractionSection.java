package org.tocsin.app;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.Progress;
import org.tocsin.enrich.quality.Section;
import org.tocsin.enrich.quality.Table;
import org.tocsin.ingest.page.ExtractionQuality;
import org.tocsin.ingest.page.PageExtractor;

/** How well the article is found in pages. */
final class ExtractionSection implements Section {
    @Override
    public String name() {
        return "extract";
    }

    @Override
    public String title() {
        return "Pages";
    }

    @Override
    public String about() {
        return """
                Read by `tocsin extract`: the pages of `extract/readability`, whose expected texts are what Mozilla's Readability gives. The
                measure of a text is F1 over its words as a multiset, in small letters, a Han or Kana character being a word; the mean is over
                pages. Fields are counted over the pages that state one; titles and bylines must be equal but for blanks and case, dates the
                same instant. The pages below an F1 of 0.99 are named.""";
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        ExtractionQuality.Report report = ExtractionQuality.of(
                new PageExtractor(InstantSource.system()), data.path("extract/readability"), progress::step);
        List<List<String>> fields = report.fields().stream()
                .map(field -> List.of(field.name(), String.valueOf(field.stated()), String.valueOf(field.right())))
                .toList();
        Stream<List<String>> mean = Stream.of(List.of(
                "mean of " + report.rows().size(), "", "", String.format(Locale.ROOT, "%.4f", report.f1()), ""));
        Stream<List<String>> worst = report.rows().stream()
                .filter(row -> row.f1() < 0.99)
                .map(row -> List.of(
                        row.page(),
                        String.format(Locale.ROOT, "%.3f", row.precision()),
                        String.format(Locale.ROOT, "%.3f", row.recall()),
                        String.format(Locale.ROOT, "%.3f", row.f1()),
                        String.valueOf(row.words())));
        return List.of(
                new Table(
                        "",
                        List.of("page", "precision", "recall", "F1", "words"),
                        Stream.concat(mean, worst).toList()),
                new Table("", List.of("field", "pages that state it", "right"), fields));
    }
}
