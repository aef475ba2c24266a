package org.tocsin.app;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Decision;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Why each match was sent, held, merged or dropped. */
@Command(
        name = "decisions",
        mixinStandardHelpOptions = true,
        description = "List what became of each match as NDJSON; --count adds up by outcome and reason.")
final class DecisionsCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Option(names = "--subscription", paramLabel = "ID", description = "Only of this subscription.")
    private @Nullable String subscription;

    @Option(names = "--article", paramLabel = "ID", description = "Only on this article.")
    private @Nullable String article;

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "Only sent, held, merged or dropped.")
    private @Nullable String outcome;

    @Option(names = "--count", description = "Instead of listing them, say how many there are for each reason.")
    private boolean count;

    @Override
    public Integer call() {
        if (outcome != null && !outcome.matches("sent|held|merged|dropped")) {
            throw new IllegalArgumentException(
                    "--outcome %s is none of sent, held, merged, dropped".formatted(outcome));
        }
        try (Options.Connection connection = options.connect()) {
            if (count) {
                add(connection.kafka());
            } else {
                Log.read(connection.kafka(), Topic.DECISIONS, 0, item -> {
                    if (wanted(item.value())) {
                        System.out.println(Json.line(item.value()));
                    }
                });
            }
        }
        return Main.OK;
    }

    private void add(KafkaSettings kafka) {
        Map<String, Integer> counts = new TreeMap<>();
        int[] all = {0};
        Log.read(kafka, Topic.DECISIONS, 0, item -> {
            if (wanted(item.value())) {
                all[0]++;
                counts.merge(
                        "%-7s  %s"
                                .formatted(item.value().outcome(), item.value().reason()),
                        1,
                        Integer::sum);
            }
        });
        counts.forEach((what, number) -> System.out.printf("%,10d  %s%n", number, what));
        System.out.printf("%,10d  matches%n", all[0]);
    }

    private boolean wanted(Decision one) {
        return (subscription == null || subscription.equals(one.subscription()))
                && (article == null || article.equals(one.article()))
                && (outcome == null || outcome.equals(one.outcome()));
    }
}
