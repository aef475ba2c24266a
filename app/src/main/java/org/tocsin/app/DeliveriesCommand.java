package org.tocsin.app;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.AlertStages;
import org.tocsin.alerts.inbox.Redelivery;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The log of attempts, and another attempt. */
@Command(
        name = "deliveries",
        mixinStandardHelpOptions = true,
        description = "List attempts to deliver as NDJSON; --again delivers alerts once more under their ids.")
final class DeliveriesCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Option(names = "--subscription", paramLabel = "ID", description = "Only of this subscription.")
    private @Nullable String subscription;

    @Option(names = "--alert", paramLabel = "ID", description = "Only of this alert.")
    private @Nullable String alert;

    @Option(names = "--from", paramLabel = "TIME", description = "At or after, as 2025-01-11T09:30:00Z.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Before.")
    private String to = "";

    @Option(names = "--again", description = "Deliver again, to where the subscription sends now.")
    private boolean again;

    @Override
    public Integer call() {
        boolean range = !from.isEmpty() && !to.isEmpty();
        if (again && alert == null && (subscription == null || !range)) {
            throw new IllegalArgumentException("--again needs --alert, or --subscription with --from and --to");
        }
        Instant start = from.isEmpty() ? Instant.EPOCH : time("--from", from);
        Instant end = to.isEmpty() ? Instant.MAX : time("--to", to);
        try (Options.Connection connection = options.connect()) {
            if (again) {
                try (AlertStages.Editor editor =
                        AlertStages.editor(connection.kafka(), options.settings(), connection.names())) {
                    Redelivery.Done done = new Redelivery(connection.kafka(), editor.subscriptions()::get)
                            .again(one -> wanted(one.id(), one.subscription(), one.created(), start, end));
                    if (done.alerts() == 0) {
                        throw new Refusal("the log has no such alert; see tocsin deliveries --subscription ID");
                    }
                    System.out.printf("alerts %d, messages %d%n", done.alerts(), done.messages());
                    if (done.more()) {
                        System.err.printf(
                                "tocsin: there are more; those were the oldest %d, go on with a later --from%n",
                                done.alerts());
                    }
                }
            } else {
                Log.read(connection.kafka(), Topic.DELIVERIES, 0, item -> {
                    var one = item.value();
                    if (wanted(one.alert(), one.subscription(), one.at(), start, end)) {
                        System.out.println(Json.line(one.brief()));
                    }
                });
            }
        }
        return Main.OK;
    }

    private boolean wanted(String id, String owner, Instant at, Instant start, Instant end) {
        return (alert == null || id.equals(alert))
                && (subscription == null || owner.equals(subscription))
                && !at.isBefore(start)
                && at.isBefore(end);
    }

    private static Instant time(String flag, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(flag + " " + text + " is no time; write 2025-01-11T09:30:00Z", e);
        }
    }
}
