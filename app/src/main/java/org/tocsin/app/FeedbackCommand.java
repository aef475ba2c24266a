package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.model.Feedback;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.replay.feedback.Judgement;
import org.tocsin.replay.feedback.Precision;
import org.tocsin.replay.sql.Table;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verdicts on alerts and what follows from them. */
@Command(
        name = "feedback",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Judge alerts, see how right each subscription and topic is over time, and write the judged articles as a"
                    + " labelled set for tocsin quality."
        })
final class FeedbackCommand {
    /** A verdict of a reader. */
    enum Verdict {
        good,
        wrong
    }

    enum Form {
        table,
        csv,
        json
    }

    @Command(name = "give", mixinStandardHelpOptions = true, description = "Say what you think of an alert.")
    int give(
            @Mixin Options options,
            @Parameters(paramLabel = "ALERT", description = "Its id.") String alert,
            @Parameters(paramLabel = "VERDICT", description = "good or wrong.") Verdict verdict)
            throws InterruptedException {
        try (Options.Connection connection = options.connect();
                Producer<String, Feedback> producer = connection.kafka().producer()) {
            boolean[] known = new boolean[1];
            Log.read(
                    connection.kafka(),
                    Topic.ALERTS,
                    0,
                    item -> known[0] |= item.value().id().equals(alert)
                            || item.value().told().stream()
                                    .anyMatch(told -> told.id().equals(alert)));
            if (!known[0]) {
                throw new Refusal("no alert " + alert + " is in the log");
            }
            producer.send(new ProducerRecord<>(
                            Topic.FEEDBACK.name(), alert, new Feedback(alert, verdict.name(), Instant.now())))
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal("the verdict was not saved: " + e.getMessage(), e);
        }
        return Main.OK;
    }

    @Command(
            name = "precision",
            mixinStandardHelpOptions = true,
            description = "The share of good alerts by subscription and topic, of all times and over time.")
    int precision(
            @Mixin Options options,
            @Option(names = "--every", description = "day, week or month (default: month).", defaultValue = "month")
                    Precision.Every every,
            @Option(names = "--as", description = "table, csv or json (default: table).", defaultValue = "table")
                    Form form) {
        List<Precision> all;
        try (Options.Connection connection = options.connect()) {
            all = Precision.of(Judgement.all(connection.kafka()), every);
        }
        List<List<Object>> rows = new ArrayList<>();
        for (Precision one : all) {
            rows.add(Arrays.asList(
                    one.of(),
                    one.id(),
                    one.name(),
                    one.period(),
                    one.good(),
                    one.wrong(),
                    one.precision(),
                    one.low(),
                    one.high()));
        }
        Table table =
                new Table(List.of("of", "id", "name", "period", "good", "wrong", "precision", "low", "high"), rows);
        System.out.print(
                switch (form) {
                    case table -> table.text();
                    case csv -> table.csv();
                    case json -> table.json();
                });
        return Main.OK;
    }

    @Command(
            name = "labels",
            mixinStandardHelpOptions = true,
            description = "Write the judged articles with query and verdict as NDJSON, which tocsin quality reads.")
    int labels(@Mixin Options options, @Parameters(paramLabel = "FILE") Path file) throws IOException {
        OutFile.check(file);
        try (Options.Connection connection = options.connect()) {
            List<Judgement> judged = Judgement.all(connection.kafka());
            List<Judgement.Label> labels = Judgement.labels(connection.kafka(), judged);
            Files.write(file, labels.stream().map(Json::line).toList());
            System.err.printf(
                    "%d judged articles written to %s; of %d the text is no longer in the log%n",
                    labels.size(), file, judged.size() - labels.size());
        }
        return Main.OK;
    }
}
