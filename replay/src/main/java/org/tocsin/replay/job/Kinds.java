package org.tocsin.replay.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.Entity;
import org.tocsin.model.Generation;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.model.TopicDefinition;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.replay.Output;
import org.tocsin.replay.Replay;
import org.tocsin.replay.backtest.Backtest;
import org.tocsin.replay.compare.Comparison;
import org.tocsin.replay.compare.KnowledgeOf;
import org.tocsin.replay.export.Export;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.Manifest;
import org.tocsin.replay.reprocess.Reprocess;
import org.tocsin.runtime.KafkaSettings;
import tools.jackson.databind.JsonNode;

/** What can be asked for as a job: the commands of the same names. */
final class Kinds {
    private final KafkaSettings kafka;
    private final EntityNames names;
    private final Limits limits;

    Kinds(KafkaSettings kafka, EntityNames names, Limits limits) {
        this.kafka = kafka;
        this.names = names;
        this.limits = limits;
    }

    Map<String, Kind> all() {
        return Map.of(
                "replay",
                this::replay,
                "backtest",
                this::backtest,
                "export",
                this::export,
                "compare",
                this::compare,
                "reprocess",
                this::reprocess);
    }

    private Query query(String text) {
        return Query.parse(text, names);
    }

    private @Nullable Query filter(Asked asked) {
        String text = asked.text("query", "");
        return text.isEmpty() ? null : query(text);
    }

    /** Writes {@code replay.ndjson}. */
    private Kind.Work replay(JsonNode request) {
        Asked asked = new Asked(request, "of", "query", "revisions");
        Replay.Request wanted = new Replay.Request(
                asked.one("of", Replay.Kind.enriched),
                asked.from(),
                asked.to(),
                asked.by(),
                filter(asked),
                allRevisions(asked),
                Double.POSITIVE_INFINITY,
                false);
        return (folder, progress) -> {
            try (Output output = Output.file(folder.resolve("replay.ndjson"))) {
                Replay.Outcome outcome = new Replay(kafka).run(wanted, output, progress);
                return remark(outcome.unreadable(), outcome.removed(), outcome.missing());
            }
        };
    }

    private static boolean allRevisions(Asked asked) {
        String which = asked.text("revisions", "latest");
        if (!which.equals("latest") && !which.equals("all")) {
            throw new IllegalArgumentException("revisions " + which + " is refused; it must be latest or all");
        }
        return which.equals("all");
    }

    /** Writes {@code report.json}. */
    private Kind.Work backtest(JsonNode request) {
        Asked asked = new Asked(request, "drafts", "retag");
        List<Subscription> drafts = new ArrayList<>();
        for (JsonNode draft : asked.list("drafts")) {
            drafts.add(
                    draft.isObject()
                            ? Json.mapper().treeToValue(draft, Subscription.class)
                            : Subscription.of("draft-" + (drafts.size() + 1), draft.asString(""), draft.asString("")));
        }
        drafts.forEach(draft -> query(draft.query()));
        Backtest.Request plain = new Backtest.Request(drafts, asked.from(), asked.to(), asked.by(), limits, null);
        return (folder, progress) -> {
            Backtest.Request wanted =
                    asked.truth("retag") ? plain.withTags(new Tagger(KnowledgeOf.named(kafka, "now"))::tag) : plain;
            Backtest.Report report = new Backtest(kafka).run(wanted, this::query, progress);
            write(folder.resolve("report.json"), report);
            return remark(report.unreadable(), report.removed(), report.missing());
        };
    }

    /** Writes an export with its {@code manifest.json}. */
    private Kind.Work export(JsonNode request) {
        Asked asked = new Asked(request, "of", "format", "query", "revisions");
        List<String> of = asked.texts("of");
        Query query = filter(asked);
        ExportRequest wanted = new ExportRequest(
                Arrays.stream(ExportRequest.Kind.values())
                        .filter(kind -> of.isEmpty() || of.contains(kind.name()))
                        .toList(),
                asked.from(),
                asked.to(),
                asked.by(),
                query == null ? "" : query.text(),
                allRevisions(asked),
                asked.one("format", ExportRequest.Format.parquet));
        return (folder, progress) -> {
            Manifest manifest = new Export(kafka).run(wanted, query, folder, progress);
            return remark(manifest.unreadable(), manifest.removed(), 0);
        };
    }

    /** Writes {@code report.json}. */
    private Kind.Work compare(JsonNode request) {
        Asked asked = new Asked(request, "old", "new", "topics", "entities", "subscriptions");
        String old = KnowledgeOf.version(asked.text("old", "now"));
        String fresh = KnowledgeOf.version(asked.text("new", "now"));
        List<TopicDefinition> topics = asked.list("topics").stream()
                .map(one -> Json.mapper().treeToValue(one, TopicDefinition.class))
                .toList();
        List<Entity> entities = asked.list("entities").stream()
                .map(one -> Json.mapper().treeToValue(one, Entity.class))
                .toList();
        List<String> ids = asked.texts("subscriptions");
        return (folder, progress) -> {
            Knowledge knowledge = KnowledgeOf.named(kafka, fresh);
            KnowledgeOf.apply(knowledge, topics, entities);
            List<Subscription> subscriptions = Comparison.subscriptions(kafka).stream()
                    .filter(one -> ids.isEmpty() || ids.contains(one.id()))
                    .toList();
            Comparison.Report report = new Comparison(kafka)
                    .run(
                            new Comparison.Request(
                                    KnowledgeOf.named(kafka, old),
                                    knowledge,
                                    subscriptions,
                                    asked.from(),
                                    asked.to(),
                                    asked.by(),
                                    limits),
                            Query::parse,
                            progress);
            write(folder.resolve("report.json"), report);
            return remark(report.unreadable(), report.removed(), report.missing());
        };
    }

    /** Writes {@code report.json}; with {@code switch} the past is read from there at its end. */
    private Kind.Work reprocess(JsonNode request) {
        Asked asked = new Asked(request, "with", "rate", "switch");
        String with = KnowledgeOf.version(asked.text("with", "now"));
        double rate = asked.number("rate", 1e9);
        return (folder, progress) -> {
            Reprocess reprocess = new Reprocess(kafka, InstantSource.system());
            Knowledge knowledge = KnowledgeOf.named(kafka, with);
            Reprocess.Outcome outcome = reprocess.run(knowledge, rate, progress);
            write(folder.resolve("report.json"), outcome);
            if (asked.truth("switch")) {
                Generation _ = reprocess.switchTo(knowledge, rate, progress);
            }
            return remark(outcome.unreadable(), outcome.removed(), 0);
        };
    }

    private static void write(Path file, Object value) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, Json.bytes(value));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String remark(long unreadable, long removed, long missing) {
        List<String> remarks = new ArrayList<>();
        if (unreadable > 0) {
            remarks.add("%d records could not be read and are left out".formatted(unreadable));
        }
        if (removed > 0) {
            remarks.add("the first %d records are no longer in the log".formatted(removed));
        }
        if (missing > 0) {
            remarks.add("%d articles between the others are missing, as if segments of the log were lost"
                    .formatted(missing));
        }
        return String.join("; ", remarks);
    }
}
