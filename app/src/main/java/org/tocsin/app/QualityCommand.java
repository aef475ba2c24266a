package org.tocsin.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import org.tocsin.app.feedquality.FeedsSection;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.entity.EntitiesSection;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.QualityReport;
import org.tocsin.enrich.quality.Section;
import org.tocsin.enrich.topic.TopicsSection;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the program on labelled data and writes the page of the results. */
@Command(
        name = "quality",
        mixinStandardHelpOptions = true,
        description = "Measure tagging, grouping and extraction on labelled data and write the results down.")
final class QualityCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the labelled data (default: ../shared/data).")
    private Path data = Path.of("../shared/data");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Page to write; sections that are not measured now stay as they are in it"
                    + " (default: docs/quality.md).")
    private Path out = Path.of("docs/quality.md");

    @Parameters(arity = "0..*", paramLabel = "SECTION", description = "Sections to measure (default: all).")
    private List<String> names = List.of();

    @Override
    public Integer call() throws IOException {
        List<Section> chosen = chosen();
        if (!Files.isDirectory(data)) {
            throw new Refusal(
                    "no labelled data at " + data.toAbsolutePath().normalize() + "; name the folder with --data");
        }
        QualityReport report = new QualityReport(Files.exists(out) ? Files.readString(out) : "");
        boolean absent = false;
        for (Section section : chosen) {
            long start = System.nanoTime();
            try (ProgressBar bar = IngestCommand.bar(section.title())) {
                report.put(section, section.measure(new DataFolder(data), bar::step));
            } catch (NoSuchFileException e) {
                absent = true;
                System.err.printf("tocsin: %s was not measured, since %s is absent%n", section.name(), e.getMessage());
                continue;
            }
            System.err.printf(Locale.ROOT, "%s: %.1f s%n", section.name(), (System.nanoTime() - start) / 1e9);
            write(report);
        }
        System.err.println("written to " + out);
        return absent ? Main.SOME_REJECTED : Main.OK;
    }

    private List<Section> chosen() {
        List<Section> all = new ArrayList<>(QualityReport.sections());
        all.add(new EntitiesSection());
        all.add(new TopicsSection(() -> new Tagger()::tag));
        all.add(new ExtractionSection());
        all.add(new FeedsSection());
        if (names.contains("feedback") || Files.exists(data.resolve(FeedbackSection.FILE))) {
            all.add(new FeedbackSection(() -> new Tagger()::tag));
        }
        List<String> known = all.stream().map(Section::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new Refusal(
                        "no section " + name + "; there are " + known.stream().collect(Collectors.joining(", ")));
            }
        }
        return all.stream()
                .filter(section -> names.isEmpty() || names.contains(section.name()))
                .toList();
    }

    private void write(QualityReport report) throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(out, report.markdown(), StandardCharsets.UTF_8);
    }
}
