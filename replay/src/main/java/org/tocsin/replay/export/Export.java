package org.tocsin.replay.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.query.Query;
import org.tocsin.replay.Asking;
import org.tocsin.replay.Keys;
import org.tocsin.replay.Latest;
import org.tocsin.replay.Replay;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/**
 * Writes a time of the log as files, one for each kind and day (UTC), in the order of time, with a {@link Manifest}. First
 * the records are collected by day, then each day is sorted and written. The offsets are fixed at the beginning, so an
 * export that was killed goes on where it was and ends in the same bytes.
 */
public final class Export {
    private static final long MOST_BYTES = 32L << 20;
    private static final String PLAN = "plan.json";

    /** What was asked for and the offsets that this means. */
    private record Plan(int form, ExportRequest request, Map<String, Scan.Range> ranges) {
        /** Records to be read. */
        long records() {
            return ranges.values().stream().mapToLong(Scan.Range::length).sum();
        }
    }

    /** @param sequence of an enriched article, 0 of others */
    private record Row(Scan.Item<?> item, Work.@Nullable Line line, long sequence) {}

    private final KafkaSettings kafka;
    private final long mostBytes;
    private final Runnable step;

    public Export(KafkaSettings kafka) {
        this(kafka, MOST_BYTES, () -> {});
    }

    /**
     * @param mostBytes after how many of them a checkpoint is made
     * @param step hears of each checkpoint and each day written
     */
    Export(KafkaSettings kafka, long mostBytes, Runnable step) {
        this.kafka = kafka;
        this.mostBytes = mostBytes;
        this.step = step;
    }

    /**
     * Begins an export into {@code directory}, or goes on with the one there. {@link Refusal} when something else is there.
     *
     * @param query that of the request, null when it has none
     */
    public Manifest run(ExportRequest request, @Nullable Query query, Path directory, Replay.Progress progress)
            throws IOException {
        Path work = directory.resolve(".work");
        if (Files.exists(directory.resolve(Manifest.NAME))) {
            return finished(request, directory, work);
        }
        Plan plan = plan(request, directory, work);
        Work collected = new Work(work.resolve("days"), mostBytes, step);
        Latest latest = new Latest();
        for (Work.Day day : collected.collected()) {
            Work.each(day, false, line -> note(request, day.kind(), line, latest));
        }
        if (!collected.complete()) {
            collect(plan, query, collected, latest, progress);
        }
        List<Manifest.DayFile> files = new Days(directory, work, request.format(), latest, step)
                .write(collected.collected(), plan.records(), progress);
        Manifest manifest = manifest(plan, collected, files);
        Work.write(directory.resolve(Manifest.NAME), manifest);
        Directories.delete(work);
        return manifest;
    }

    /** One that was killed behind its manifest, before the work was deleted. */
    private static Manifest finished(ExportRequest request, Path directory, Path work) throws IOException {
        Manifest manifest = Json.read(Files.readAllBytes(directory.resolve(Manifest.NAME)), Manifest.class);
        if (!Files.exists(work) || !manifest.request().equals(request)) {
            throw new Refusal(directory + " holds a finished export; name another folder");
        }
        Directories.delete(work);
        return manifest;
    }

    private Plan plan(ExportRequest request, Path directory, Path work) throws IOException {
        Path file = work.resolve(PLAN);
        if (Files.exists(file)) {
            Plan known = Json.read(Files.readAllBytes(file), Plan.class);
            if (known.form() != Manifest.FORM) {
                throw new Refusal(
                        directory
                                + " holds the beginning of an export by another version of the program; delete it and begin again");
            }
            if (!known.request().equals(request)) {
                throw new Refusal(directory + " holds the beginning of another export, " + Json.line(known.request())
                        + "; ask for the same to go on with it, or name another folder");
            }
            return known;
        }
        if (Files.exists(directory)) {
            try (var there = Files.list(directory)) {
                if (there.anyMatch(path -> !path.equals(work))) {
                    throw new Refusal(directory + " is not empty; name another folder");
                }
            }
        }
        Files.createDirectories(work);
        Map<String, Scan.Range> ranges = new TreeMap<>();
        for (ExportRequest.Kind kind : request.of()) {
            boolean byOffset = kind == ExportRequest.Kind.alerts || request.by() == Replay.By.ingested;
            Topic<?> topic = topic(kind);
            ranges.put(topic.name(), Scan.range(kafka, topic, byOffset ? request.from() : null));
        }
        Plan plan = new Plan(Manifest.FORM, request, ranges);
        Work.write(file, plan);
        return plan;
    }

    private static Topic<?> topic(ExportRequest.Kind kind) {
        return switch (kind) {
            case articles -> Topic.ENRICHED;
            case alerts -> Topic.ALERTS;
        };
    }

    private void collect(Plan plan, @Nullable Query query, Work work, Latest latest, Replay.Progress progress) {
        ExportRequest request = plan.request();
        Asking asking = query == null ? null : new Asking(query);
        long before = 0;
        for (ExportRequest.Kind kind : request.of()) {
            Scan.Range range = range(plan, topic(kind));
            Scan.Range rest = range.since(work.next(topic(kind).name()));
            long begun = before + range.length() - rest.length();
            Replay.Progress part = (done, _) -> progress.read(begun + done, 2 * plan.records());
            switch (kind) {
                case articles ->
                    collect(plan, Topic.ENRICHED, rest, work, latest, part, item -> article(request, asking, item));
                case alerts -> collect(plan, Topic.ALERTS, rest, work, latest, part, item -> alert(request, item));
            }
            before += range.length();
        }
        work.completed();
    }

    private static Scan.Range range(Plan plan, Topic<?> topic) {
        return plan.ranges().getOrDefault(topic.name(), new Scan.Range(Map.of(), Map.of(), 0));
    }

    private <V> void collect(
            Plan plan,
            Topic<V> topic,
            Scan.Range range,
            Work work,
            Latest latest,
            Replay.Progress progress,
            java.util.function.Function<Scan.Item<V>, @Nullable Row> row) {
        String kind = topic.equals(Topic.ENRICHED) ? "articles" : "alerts";
        Scan.Outcome _ = Scan.run(
                kafka,
                topic,
                range,
                row,
                one -> {
                    Work.Line line = one.line();
                    if (line != null) {
                        note(plan.request(), kind, line, latest);
                        work.add(
                                kind,
                                LocalDate.ofInstant(line.time(), ZoneOffset.UTC).toString(),
                                line);
                    }
                    work.numbered(one.sequence());
                    work.passed(topic.name(), one.item().partition(), one.item().offset());
                },
                new Scan.Trouble() {
                    @Override
                    public void unreadable(Scan.Place place) {
                        work.unreadable(topic.equals(Topic.ENRICHED));
                        work.passed(topic.name(), place.partition(), place.offset());
                    }

                    @Override
                    public void removed(Scan.Place before, long offsets) {
                        work.removed(offsets, topic.equals(Topic.ENRICHED));
                        work.passed(topic.name(), before.partition(), before.offset() - 1);
                    }
                },
                progress);
    }

    /** Takes note of which record of an article or alert counts; where all revisions do, of none. */
    private static void note(ExportRequest request, String kind, Work.Line line, Latest latest) {
        if (!(kind.equals("articles") && request.allRevisions())) {
            latest.add(line.key(), line.revision(), line.partition(), line.offset());
        }
    }

    private static Row article(ExportRequest request, @Nullable Asking asking, Scan.Item<EnrichedArticle> item) {
        EnrichedArticle enriched = Asking.read(asking, item);
        Article article = enriched.article();
        Instant time = request.by() == Replay.By.published ? article.published() : article.ingested();
        // an article of the range whose latest revision does not match must not leave an earlier one behind
        boolean matches = request.has(time) && (asking == null || asking.matches(item));
        if (!request.has(time) || (!matches && request.allRevisions())) {
            return new Row(item, null, enriched.sequence());
        }
        byte[] json = matches ? item.json() : Work.NONE;
        long key = Keys.of("articles" + article.id());
        return new Row(
                item,
                new Work.Line(
                        time,
                        item.partition(),
                        item.offset(),
                        article.revision(),
                        key,
                        enriched.knowledgeVersion(),
                        json),
                enriched.sequence());
    }

    private static Row alert(ExportRequest request, Scan.Item<Alert> item) {
        Alert alert = item.value();
        if (!request.has(alert.created())) {
            return new Row(item, null, 0);
        }
        return new Row(
                item,
                new Work.Line(
                        alert.created(),
                        item.partition(),
                        item.offset(),
                        0,
                        Keys.of("alerts" + alert.id() + " " + alert.subscription()),
                        "",
                        item.json()),
                0);
    }

    private static Manifest manifest(Plan plan, Work collected, List<Manifest.DayFile> files) {
        Map<String, Map<Integer, Manifest.Offsets>> ranges = new TreeMap<>();
        plan.ranges().forEach((topic, range) -> {
            Map<Integer, Manifest.Offsets> offsets = new TreeMap<>();
            Scan.Retagged again = range.retagged();
            long read = again == null ? 0 : again.until();
            range.to()
                    .forEach((partition, to) -> offsets.put(
                            partition,
                            new Manifest.Offsets(Math.max(read, range.from().getOrDefault(partition, 0L)), to)));
            ranges.put(topic, offsets);
            if (again != null) {
                ranges.put(again.topic(), Map.of(0, new Manifest.Offsets(again.from(), again.to())));
            }
        });
        Map<String, Long> rows = new TreeMap<>();
        Map<String, Long> knowledge = new TreeMap<>();
        for (Manifest.DayFile file : files) {
            rows.merge(file.path().replaceFirst("/.*", ""), file.rows(), Long::sum);
            file.knowledge().forEach((version, count) -> knowledge.merge(version, count, Long::sum));
        }
        return new Manifest(
                Manifest.FORM,
                plan.request(),
                ranges,
                knowledge,
                rows,
                collected.unreadableSoFar(),
                plan.ranges().values().stream().mapToLong(Scan.Range::removed).sum() + collected.removedSoFar(),
                collected.missing(),
                files);
    }
}
