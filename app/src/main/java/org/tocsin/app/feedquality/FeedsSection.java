package org.tocsin.app.feedquality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.Progress;
import org.tocsin.enrich.quality.Section;
import org.tocsin.enrich.quality.Table;

/** The feed reader on the files of feedparser, gofeed and ROME, and on real feeds. */
public final class FeedsSection implements Section {
    private static final int MAX_NAMED = 30;

    @Override
    public String name() {
        return "feeds";
    }

    @Override
    public String title() {
        return "Feeds";
    }

    @Override
    public String about() {
        return """
                What `tocsin feed` prints is compared with what the test files of other feed readers say must come out. In
                `feeds/feedparser` that is a Python expression in a comment; of it, titles, links, ids, times, authors, texts,
                categories, enclosures, images, languages and rights are compared, HTML but for the order of attributes. In
                `feeds/gofeed` it is the JSON beside the file. The files of `feeds/rome` and `feeds/real` say nothing, so a
                strict XML parser counts their items and reads their titles and links, and the same must come out. A file is
                left out when it expects nothing but what news has no use for (contributors, clouds, text inputs, media
                ratings, podcast chapters), a property of the parser that wrote it, or drawings and formulas, which are
                taken out of texts on purpose; a file that is no feed is left out of `feeds/rome` and `feeds/real`.""";
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        Map<String, List<Verdict>> groups = new LinkedHashMap<>();
        for (String corpus : List.of("feedparser", "gofeed", "rome", "real")) {
            Path root = data.path("feeds");
            for (Path file : data.files("feeds/" + corpus)) {
                String name = root.relativize(file).toString();
                Verdict verdict = judge(corpus, name, file);
                if (verdict != null) {
                    groups.computeIfAbsent(group(corpus, name), _ -> new ArrayList<>())
                            .add(verdict);
                }
                progress.step();
            }
        }
        List<List<String>> rows = new ArrayList<>();
        Map<String, Integer> reasons = new LinkedHashMap<>();
        List<List<String>> failures = new ArrayList<>();
        groups.forEach((group, verdicts) -> {
            long passed = verdicts.stream().filter(Verdict::passed).count();
            long left =
                    verdicts.stream().filter(one -> !one.leftOut().isEmpty()).count();
            long failed = verdicts.size() - passed - left;
            long compared = verdicts.stream().mapToLong(Verdict::compared).sum();
            rows.add(List.of(
                    group,
                    String.valueOf(verdicts.size()),
                    String.valueOf(passed),
                    String.valueOf(failed),
                    String.valueOf(left),
                    passed + failed == 0
                            ? ""
                            : String.format(Locale.ROOT, "%.1f %%", 100.0 * passed / (passed + failed)),
                    String.valueOf(compared)));
            for (Verdict one : verdicts) {
                if (!one.leftOut().isEmpty()) {
                    reasons.merge(group + ": " + one.leftOut(), 1, Integer::sum);
                } else if (!one.passed() && failures.size() < MAX_NAMED) {
                    failures.add(List.of(
                            "`" + one.file() + "`", shortened(one.wrong().getFirst())));
                }
            }
        });
        List<List<String>> leftOut = new ArrayList<>();
        reasons.forEach((reason, count) -> leftOut.add(List.of(reason, String.valueOf(count))));
        return List.of(
                new Table(
                        "Files by corpus.",
                        List.of(
                                "files",
                                "all",
                                "passed",
                                "failed",
                                "left out",
                                "passed of compared",
                                "statements compared"),
                        rows),
                new Table("Files that failed, the first statement of each.", List.of("file", "statement"), failures),
                new Table("Why files were left out.", List.of("files", "count"), leftOut));
    }

    private static @Nullable Verdict judge(String corpus, String name, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return switch (corpus) {
            case "feedparser" ->
                name.endsWith(".json")
                        ? Verdict.leftOut(name, "says nothing that is expected")
                        : FeedparserCorpus.judge(name, bytes);
            case "gofeed" -> {
                Path beside = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.xml$", ".json"));
                yield !name.endsWith(".xml")
                        ? null
                        : Files.exists(beside)
                                ? GofeedCorpus.judge(name, bytes, Files.readAllBytes(beside))
                                : plain(name, bytes);
            }
            default -> plain(name, bytes);
        };
    }

    private static Verdict plain(String name, byte[] bytes) {
        return StrictCount.judge(name, bytes);
    }

    private static String group(String corpus, String name) {
        String[] parts = name.split("/", -1);
        return switch (corpus) {
            case "feedparser" -> "feedparser " + parts[1];
            case "gofeed" -> "gofeed " + parts[1];
            default -> corpus;
        };
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return "`" + (line.length() > 160 ? line.substring(0, 160) + "…" : line).replace('`', '\'') + "`";
    }
}
