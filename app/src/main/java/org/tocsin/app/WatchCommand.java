package org.tocsin.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.tocsin.alerts.AlertStages;
import org.tocsin.model.Alert;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Query;
import org.tocsin.runtime.TopicFollower;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Alerts in the terminal for as long as it runs. */
@Command(name = "watch", mixinStandardHelpOptions = true, description = "Print alerts for a query until Ctrl-C.")
final class WatchCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "QUERY", description = "What to be alerted to.")
    private String query;

    @Option(names = "--json", description = "One JSON object per alert.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        String id = "watch-" + java.util.UUID.randomUUID();
        Options.Connection connection = options.connect();
        var _ = Query.parse(query, connection.names());
        TopicFollower<Alert> follower = new TopicFollower<>(connection.kafka(), Topic.ALERTS, 0, item -> {
                    if (item.value().subscription().equals(id)) {
                        System.out.println(json ? Json.line(item.value()) : AlertText.of(item.value()));
                    }
                })
                .start();
        AlertStages.Editor editor = AlertStages.editor(connection.kafka(), options.settings(), connection.names());
        Subscription saved = editor.subscriptions().save(Subscription.of(id, "watch", query), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            editor.subscriptions().save(saved.withdrawn(), saved.version());
            editor.close();
            follower.close();
            connection.close();
        }));
        System.err.println("Watching. Ctrl-C ends.");
        new CountDownLatch(1).await();
        return Main.OK;
    }
}
