package org.tocsin.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.AlertSettings;
import org.tocsin.alerts.subscription.SubscriptionFiles;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.KnowledgeLog;
import org.tocsin.model.Alert;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Span;
import org.tocsin.model.Subscription;
import org.tocsin.query.Query;
import org.tocsin.replay.backtest.Backtest;
import org.tocsin.replay.backtest.DraftReport;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drafts of subscriptions on the past. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = {
            "Say what drafts of subscriptions would have done over a time of the log: matches, alerts and when, the"
                    + " strongest and the weakest, and what one draft finds and another does not. Nobody is alerted."
        },
        footer = {
            "",
            "  tocsin backtest 'topic:kursk AND captured' --from 2025-01-01 --to 2025-02-01",
            "  tocsin backtest 'captured AND Kursk' 'topic:prisoners-of-war' drafts.yaml --json"
        })
final class BacktestCommand implements Callable<Integer> {
    private static final int BAR = 40;
    private static final int SHOWN = 20;

    @Mixin
    private Options options;

    @Mixin
    private RangeOptions range;

    @Option(names = "--retag", description = "Tag the articles anew with what is known now.")
    private boolean retag;

    @Mixin
    private AnswerOptions answer;

    @Parameters(
            arity = "1..*",
            paramLabel = "QUERY|FILE",
            description = "A query, or a YAML file of subscriptions with schedules, caps and mutes.")
    private List<String> given = List.of();

    @Override
    public Integer call() {
        List<Subscription> drafts = drafts(given);
        AlertSettings settings = AlertSettings.of(options.settings());
        try (Options.Connection connection = options.connect();
                KnowledgeLog log = retag ? new KnowledgeLog(connection.kafka(), new Knowledge()).start() : null) {
            Function<Article, EnrichedArticle> tag = tagging(log);
            Backtest.Request request =
                    new Backtest.Request(drafts, range.from(), range.to(), range.by(), settings.limits(), tag);
            Backtest.Report report;
            try (Progress progress = new Progress("Backtesting")) {
                report = new Backtest(connection.kafka())
                        .run(request, query -> Query.parse(query, connection.names()), progress);
            }
            answer.print(report, BacktestCommand::print);
            RangeOptions.warn(report.unreadable(), report.removed(), report.missing());
        }
        return Main.OK;
    }

    private static @Nullable Function<Article, EnrichedArticle> tagging(@Nullable KnowledgeLog log) {
        return log == null ? null : new Tagger(log.knowledge())::tag;
    }

    /** Queries, and the subscriptions of YAML files; {@link Refusal} for a file that is not there. */
    static List<Subscription> drafts(List<String> given) {
        List<Subscription> drafts = new ArrayList<>();
        for (String one : given) {
            if (one.matches("\\S*\\.ya?ml")) {
                if (!Files.exists(Path.of(one))) {
                    throw new Refusal(one + " is not there; name a YAML file of subscriptions, or write a query");
                }
                drafts.addAll(SubscriptionFiles.read(Path.of(one)));
            } else {
                drafts.add(Subscription.of("draft-" + (drafts.size() + 1), one, one));
            }
        }
        return drafts;
    }

    private static void print(Backtest.Report report) {
        System.out.printf(
                "%,d articles%s, knowledge %s%n",
                report.articles(),
                RangeOptions.text(report.from(), report.to()),
                String.join(", ", report.knowledge()));
        for (DraftReport draft : report.drafts()) {
            System.out.printf(
                    Locale.ROOT,
                    "%n%s%n  %,d matches (%.2f %% of all articles), %,d alerts %s%n",
                    draft.name(),
                    draft.matches(),
                    draft.share() * 100,
                    draft.sent(),
                    draft.kinds());
            long most = draft.timeline().stream()
                    .mapToLong(DraftReport.Day::matches)
                    .max()
                    .orElse(1);
            draft.timeline()
                    .forEach(day -> System.out.printf(
                            "  %s %6d matches %5d alerts %s%n",
                            day.day(), day.matches(), day.alerts(), "█".repeat((int)
                                            (BAR * day.matches() / Math.max(most, 1)))));
            alerts(draft);
            samples("strongest", draft.strongest());
            samples("weakest", draft.weakest());
        }
        report.differences().stream().filter(one -> one.only() > 0).forEach(one -> {
            System.out.printf(
                    "%nonly %s, not %s: %,d (both: %,d)%n", one.found(), one.missed(), one.only(), one.both());
            one.examples().forEach(title -> System.out.println("  " + title));
        });
    }

    private static void alerts(DraftReport draft) {
        System.out.println("  alerts:");
        for (Alert alert :
                draft.alerts().subList(0, Math.min(SHOWN, draft.alerts().size()))) {
            System.out.printf("    %s %-10s %s%n", minute(alert.created()), alert.kind(), alert.title());
        }
        if (draft.sent() > SHOWN) {
            System.out.printf(
                    "    and %,d more; --json has %s%n",
                    draft.sent() - SHOWN,
                    draft.sent() > draft.alerts().size()
                            ? "the first %,d".formatted(draft.alerts().size())
                            : "all");
        }
    }

    private static String minute(Instant time) {
        return time.toString().substring(0, 16);
    }

    private static void samples(String which, List<DraftReport.Sample> samples) {
        System.out.println("  " + which + ":");
        for (DraftReport.Sample sample : samples) {
            List<String> words =
                    sample.spans().stream().map(Span::text).distinct().limit(6).toList();
            System.out.printf(
                    Locale.ROOT,
                    "    %s %s %s %s%n",
                    minute(sample.at()),
                    sample.score() == null ? "" : "%.1f/%.1f".formatted(sample.score(), sample.threshold()),
                    sample.title(),
                    words);
        }
    }
}
