package org.tocsin.replay.job;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.explain.Explanation;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.TopicNames;
import org.tocsin.model.Entity;
import org.tocsin.model.Form;
import org.tocsin.model.Generation;
import org.tocsin.model.Subscription;
import org.tocsin.model.TopicDefinition;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.replay.Output;
import org.tocsin.replay.Replay;
import org.tocsin.replay.backtest.Backtest;
import org.tocsin.replay.compare.Comparison;
import org.tocsin.replay.compare.KnowledgeOf;
import org.tocsin.replay.explain.TagExplanation;
import org.tocsin.replay.recall.Recall;
import org.tocsin.replay.recall.WebAddress;
import org.tocsin.replay.reprocess.Reprocess;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import tools.jackson.databind.JsonNode;

/** What can be asked for as a job: the commands of the same names. */
final class Kinds {
    private static final double UNLIMITED = 1e9;
    private static final String UNLIKE = "it does not come out the same; report.json says what differs";

    private final KafkaSettings kafka;
    private final EntityNames names;
    private final Limits limits;
    private final Outside outside;

    Kinds(KafkaSettings kafka, EntityNames names, Limits limits, Outside outside) {
        this.kafka = kafka;
        this.names = names;
        this.limits = limits;
        this.outside = outside;
    }

    /** @param outs where the job of an id writes */
    Map<String, Kind> all(Function<String, Path> outs) {
        Map<String, Kind> all = new HashMap<>(new HistoryKinds(kafka, this::query, this::topics, outs).all());
        all.put("replay", this::replay);
        all.put("backtest", this::backtest);
        all.put("compare", this::compare);
        all.put("reprocess", this::reprocess);
        all.put("recall", this::recall);
        all.put("explain", this::explain);
        return all;
    }

    private TopicNames topics() {
        return TopicNames.of(KnowledgeOf.named(kafka, "now"));
    }

    private Query query(String text) {
        return Query.parse(text, names);
    }

    /** Writes {@code replay.ndjson}, or to a topic. */
    private Kind.Work replay(JsonNode request) {
        Asked asked = new Asked(request, "of", "query", "revisions", "speed", "out", "from", "to", "by");
        String out = asked.text("out", "");
        String topic = out.isEmpty() ? "" : topic(out);
        asked.one("of", Replay.Kind.enriched).check(asked.has("by"), asked.has("revisions"));
        Replay.Request wanted = new Replay.Request(
                asked.one("of", Replay.Kind.enriched),
                asked.from(),
                asked.to(),
                asked.by(),
                asked.filter(this::query),
                asked.allRevisions(),
                asked.speed(),
                !topic.isEmpty());
        return (folder, progress) -> {
            try (Output output =
                    topic.isEmpty() ? Output.file(folder.resolve("replay.ndjson")) : Output.topic(kafka, topic)) {
                Replay.Outcome outcome = new Replay(kafka).run(wanted, output, progress);
                return Answers.remark(outcome.unreadable(), outcome.removed(), outcome.missing());
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
            Answers.report(folder, report);
            return Answers.remark(report.unreadable(), report.removed(), report.missing());
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
            Answers.report(folder, report);
            return Answers.remark(report.unreadable(), report.removed(), report.missing());
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
            Answers.report(folder, outcome);
            if (change) {
                Generation _ = reprocess.switchTo(knowledge, rate, progress);
            }
            return Answers.remark(outcome.unreadable(), outcome.removed(), 0);
        };
    }

    /** What others report: an address, a headline, or both in a group of fields. */
    record Listed(String title, String url) {
        Listed {
            title = title == null ? "" : title;
            url = url == null ? "" : url;
        }
    }

    /** Writes {@code report.json}. */
    private Kind.Work recall(JsonNode request) {
        Asked asked = new Asked(request, "list", "from", "to");
        List<Recall.Report> reports = asked.list("list", this::report);
        if (reports.isEmpty() || reports.size() > Recall.MAX_REPORTS) {
            throw new IllegalArgumentException("list has %,d members; it must be 1 to %,d headlines and addresses"
                    .formatted(reports.size(), Recall.MAX_REPORTS));
        }
        Instant from = asked.from();
        Instant to = asked.to();
        return (folder, progress) -> {
            Recall.Answer answer = new Recall(kafka).of(reports, from, to, progress);
            Answers.report(folder, answer);
            return Answers.remark(answer.unreadable(), answer.removed(), answer.missing());
        };
    }

    private Recall.Report report(String where, JsonNode node) {
        return Asked.within(where, () -> {
            if (node.isObject()) {
                Listed listed = Form.read(node, Listed.class);
                return outside.report(listed.title(), listed.url());
            }
            String text = Asked.text("a report", node).strip();
            boolean address = !WebAddress.of(text).isEmpty();
            return outside.report(address ? "" : text, address ? text : "");
        });
    }

    /** Writes {@code report.json}: alerts of that id, or the tags of an article. */
    private Kind.Work explain(JsonNode request) {
        Asked asked = new Asked(request, "id", "tag", "revision");
        String id = asked.text("id");
        String tag = asked.text("tag", "");
        int revision = asked.whole("revision", 1, Integer.MAX_VALUE, 0);
        return (folder, progress) -> {
            List<Explanation> alerts = tag.isEmpty() && revision == 0 ? Explanation.of(kafka, id) : List.of();
            if (!alerts.isEmpty()) {
                Answers.report(folder, Map.of("alerts", alerts));
                return alerts.stream().allMatch(Explanation::same) ? "" : UNLIKE;
            }
            TagExplanation tags = TagExplanation.of(kafka, id, revision, tag.isEmpty() ? null : tag, progress)
                    .orElseThrow(() -> new Refusal("neither an alert nor an article " + id + " is in the log"));
            Answers.report(folder, Map.of("tags", tags));
            return tags.same() ? "" : UNLIKE;
        };
    }
}
