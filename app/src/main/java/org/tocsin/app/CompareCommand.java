package org.tocsin.app;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.tocsin.alerts.AlertSettings;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.Subscription;
import org.tocsin.query.Query;
import org.tocsin.replay.compare.Change;
import org.tocsin.replay.compare.Comparison;
import org.tocsin.replay.compare.KnowledgeOf;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Other knowledge on the past. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Tag a time of the log with old and with new knowledge and say which topics and entities articles gain and"
                    + " lose, and what changes for each subscription, before anything is switched on."
        },
        footer = {
            "",
            "  tocsin compare --new my-topics --from 2025-01-01 --to 2025-02-01",
            "  tocsin compare --old 1+3 --new now --json",
            "",
            "Knowledge is shipped, now, a version such as 1+3, or a folder of topics and entities, which means what"
                    + " would be known after tocsin knowledge apply."
        })
final class CompareCommand implements Callable<Integer> {
    private static final int SHOWN = 20;
    private static final int EXAMPLES = 3;

    @Mixin
    private Options options;

    @Mixin
    private RangeOptions range;

    @Option(names = "--old", paramLabel = "KNOWLEDGE", description = "What to compare with (default: now).")
    private String old = "now";

    @Option(names = "--new", required = true, paramLabel = "KNOWLEDGE", description = "What it would be.")
    private String fresh;

    @Option(
            names = "--subscription",
            paramLabel = "ID",
            description = "Try only these (default: all, which may be at most 1,000).")
    private List<String> ids = List.of();

    @Mixin
    private AnswerOptions answer;

    @Override
    public Integer call() {
        AlertSettings settings = AlertSettings.of(options.settings());
        try (Options.Connection connection = options.connect()) {
            Knowledge before = KnowledgeOf.named(connection.kafka(), old);
            Knowledge after = KnowledgeOf.named(connection.kafka(), fresh);
            Comparison.Request request = new Comparison.Request(
                    before,
                    after,
                    chosen(Comparison.subscriptions(connection.kafka())),
                    range.from(),
                    range.to(),
                    range.by(),
                    settings.limits());
            Comparison.Report report;
            try (Progress progress = new Progress("Comparing")) {
                report = new Comparison(connection.kafka()).run(request, Query::parse, progress);
            }
            answer.print(report, this::print);
            RangeOptions.warn(report.unreadable(), report.removed(), report.missing());
        }
        return Main.OK;
    }

    private List<Subscription> chosen(List<Subscription> all) {
        Set<String> missing = new HashSet<>(ids);
        all.forEach(one -> missing.remove(one.id()));
        if (!missing.isEmpty()) {
            throw new Refusal("there is no subscription " + String.join(", ", missing));
        }
        return all.stream()
                .filter(one -> ids.isEmpty() || ids.contains(one.id()))
                .toList();
    }

    private void print(Comparison.Report report) {
        System.out.printf(
                "%,d articles%s with %s (%s) and with %s (%s): %,d are tagged otherwise%n",
                report.articles(),
                RangeOptions.text(report.from(), report.to()),
                old,
                report.old(),
                fresh,
                report.fresh(),
                report.changed());
        print("topics", report.topics());
        print("entities", report.entities());
        List<Comparison.Effect> changed = report.subscriptions().stream()
                .filter(one -> one.change().any()
                        || one.alertsGained() > 0
                        || one.alertsLost() > 0
                        || !one.problem().isEmpty())
                .toList();
        System.out.printf(
                "%nsubscriptions: %,d change, %,d stay as they are%n",
                changed.size(), report.subscriptions().size() - changed.size());
        for (Comparison.Effect one : changed) {
            if (!one.problem().isEmpty()) {
                System.out.printf("  %s was not tried: %s%n", one.change().id(), one.problem());
                continue;
            }
            print(one.change(), "matches ");
            System.out.printf(
                    "    alerts %,d -> %,d (+%,d -%,d)%n",
                    one.alertsBefore(), one.alertsAfter(), one.alertsGained(), one.alertsLost());
        }
    }

    private static void print(String what, List<Change> changes) {
        System.out.printf("%n%s: %,d change%n", what, changes.size());
        changes.stream().limit(SHOWN).forEach(one -> print(one, ""));
        if (changes.size() > SHOWN) {
            System.out.printf("  and %,d more; --json has all%n", changes.size() - SHOWN);
        }
    }

    private static void print(Change change, String what) {
        System.out.printf(
                "  %s%s: %s%,d -> %,d (+%,d -%,d)%n",
                change.name(),
                change.name().equals(change.id()) ? "" : " (" + change.id() + ")",
                what,
                change.before(),
                change.after(),
                change.gained(),
                change.lost());
        change.gains().stream().limit(EXAMPLES).forEach(one -> System.out.println("    + " + shown(one)));
        change.losses().stream().limit(EXAMPLES).forEach(one -> System.out.println("    - " + shown(one)));
    }

    private static String shown(Change.Example example) {
        return example.title() + (example.words().isEmpty() ? "" : " " + example.words());
    }
}
