package org.tocsin.replay.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.Entity;
import org.tocsin.model.Form;
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
    private static final double UNLIMITED = 1e9;

    private enum Revisions {
        latest,
        all
    }

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

    private static boolean allRevisions(Asked asked) {
        return asked.one("revisions", Revisions.latest) == Revisions.all;
    }

    /** Writes {@code replay.ndjson}, or to a topic. */
    private Kind.Work replay(JsonNode request) {
        Asked asked = new Asked(request, "of", "query", "revisions", "speed", "out", "from", "to", "by");
        String out = asked.text("out", "");
        String topic = out.isEmpty() ? "" : topic(out);
        Replay.Request wanted = new Replay.Request(
                asked.one("of", Replay.Kind.enriched),
                asked.from(),
                asked.to(),
                asked.by(),
                filter(asked),
                allRevisions(asked),
                asked.speed(),
                !topic.isEmpty());
        return (folder, progress) -> {
            try (Output output =
                    topic.isEmpty() ? Output.file(folder.resolve("replay.ndjson")) : Output.topic(kafka, topic)) {
                Replay.Outcome outcome = new Replay(kafka).run(wanted, output, progress);
                return remark(outcome.unreadable(), outcome.removed(), outcome.missing());
            }
        };
    }

    private static String topic(String out) {
        if (!out.startsWith("kafka:")) {
            throw new IllegalArgumentException(
                    "out " + out + " is refused; it must be kafka: and a topic, or be left out for a file of the job");
        }
        return Output.own(out.substring("kafka:".length()));
    }

    /** Writes {@code report.json}. */
    private Kind.Work backtest(JsonNode request) {
        Asked asked = new Asked(request, "drafts", "retag", "from", "to", "by");
        List<Subscription> drafts = asked.list("drafts", this::draft);
        boolean retag = asked.truth("retag");
        Backtest.Request plain = new Backtest.Request(drafts, asked.from(), asked.to(), asked.by(), limits, null);
        return (folder, progress) -> {
            Backtest.Request wanted = retag ? plain.withTags(new Tagger(KnowledgeOf.named(kafka, "now"))::tag) : plain;
            Backtest.Report report = new Backtest(kafka).run(wanted, this::query, progress);
            write(folder.resolve("report.json"), report);
            return remark(report.unreadable(), report.removed(), report.missing());
        };
    }

    /** A query, or a whole subscription; named for where it stands where it has no id. */
    private Subscription draft(String where, JsonNode node) {
        return Asked.within(where, () -> {
            String id = where.replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
            Subscription draft = node.isObject()
                    ? Form.read(node, Subscription.class)
                    : Subscription.of(id, Asked.text("a draft", node), Asked.text("a draft", node));
            Query _ = query(draft.query());
            return draft.id().isBlank() ? draft.withId(id) : draft;
        });
    }

    /** Writes an export with its {@code manifest.json}. */
    private Kind.Work export(JsonNode request) {
        Asked asked = new Asked(request, "of", "format", "query", "revisions", "from", "to", "by");
        List<ExportRequest.Kind> of = asked.several("of", ExportRequest.Kind.class);
        Query query = filter(asked);
        ExportRequest wanted = new ExportRequest(
                of.isEmpty() ? List.of(ExportRequest.Kind.values()) : of,
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
        Asked asked = new Asked(request, "old", "new", "topics", "entities", "subscriptions", "from", "to", "by");
        String old = asked.knowledge("old");
        String fresh = asked.knowledge("new");
        List<TopicDefinition> topics = asked.all("topics", TopicDefinition.class);
        List<Entity> entities = asked.all("entities", Entity.class);
        List<String> ids = asked.texts("subscriptions");
        if (!ids.isEmpty()) {
            List<Subscription> _ = subscriptions(ids);
        }
        Instant from = asked.from();
        Instant to = asked.to();
        Replay.By by = asked.by();
        return (folder, progress) -> {
            Knowledge knowledge = KnowledgeOf.named(kafka, fresh);
            KnowledgeOf.apply(knowledge, topics, entities);
            Comparison.Request wanted = new Comparison.Request(
                    KnowledgeOf.named(kafka, old), knowledge, subscriptions(ids), from, to, by, limits);
            Comparison.Report report = new Comparison(kafka).run(wanted, Query::parse, progress);
            write(folder.resolve("report.json"), report);
            return remark(report.unreadable(), report.removed(), report.missing());
        };
    }

    /** Those of the ids, all where there are none. */
    private List<Subscription> subscriptions(List<String> ids) {
        List<Subscription> all = Comparison.subscriptions(kafka);
        for (String id : ids) {
            if (all.stream().noneMatch(one -> one.id().equals(id))) {
                throw new IllegalArgumentException("subscriptions: there is no subscription " + id);
            }
        }
        return all.stream()
                .filter(one -> ids.isEmpty() || ids.contains(one.id()))
                .toList();
    }

    /** Writes {@code report.json}; with {@code switch} the past is read from there at its end. */
    private Kind.Work reprocess(JsonNode request) {
        Asked asked = new Asked(request, "with", "rate", "switch");
        String with = asked.knowledge("with");
        double rate = asked.number("rate", 0.001, UNLIMITED, UNLIMITED);
        boolean change = asked.truth("switch");
        return (folder, progress) -> {
            Reprocess reprocess = new Reprocess(kafka, InstantSource.system());
            Knowledge knowledge = KnowledgeOf.named(kafka, with);
            Reprocess.Outcome outcome = reprocess.run(knowledge, rate, progress);
            write(folder.resolve("report.json"), outcome);
            if (change) {
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
