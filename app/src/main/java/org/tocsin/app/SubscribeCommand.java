package org.tocsin.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Destination;
import org.tocsin.model.Subscription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds, lists and removes subscriptions. */
@Command(
        name = "subscribe",
        mixinStandardHelpOptions = true,
        description = "Add a subscription; --list shows them, --remove ID takes one away.")
final class SubscribeCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(arity = "0..1", paramLabel = "QUERY", description = "What to be alerted to.")
    private @Nullable String query;

    @Option(names = "--id", description = "Its id (default: a new one). Of one that there is the query is changed.")
    private @Nullable String id;

    @Option(names = "--name", description = "Its name.")
    private @Nullable String name;

    @Option(names = "--file", paramLabel = "PATH", description = "Append alerts to this file.")
    private @Nullable String file;

    @Option(names = "--webhook", paramLabel = "URL", description = "Post alerts to this address.")
    private @Nullable String webhook;

    @Option(names = "--secret", description = "Signing secret of the webhook, whsec_…")
    private @Nullable String secret;

    @Option(names = "--list", description = "List subscriptions as NDJSON.")
    private boolean list;

    @Option(names = "--remove", paramLabel = "ID", description = "Remove one.")
    private @Nullable String remove;

    @Override
    public Integer call() {
        if (query == null && remove == null && !list) {
            throw new IllegalArgumentException("nothing to do; give a QUERY, --list or --remove ID");
        }
        return SubscriptionsCommand.with(options, subscriptions -> {
            if (query != null) {
                Subscription before = id == null ? null : subscriptions.get(id);
                Subscription saved = before == null
                        ? subscriptions.save(subscription(query), 0)
                        : subscriptions.save(changed(before, query), before.version());
                SubscriptionsCommand.print(saved);
                SubscriptionsCommand.warn(subscriptions, List.of(saved));
            }
            if (remove != null) {
                SubscriptionsCommand.remove(subscriptions, remove);
            }
            if (list) {
                subscriptions.list().forEach(SubscriptionsCommand::print);
            }
        });
    }

    private Subscription subscription(String text) {
        String fresh = id == null ? UUID.randomUUID().toString() : id;
        return Subscription.of(fresh, or(name, fresh), text).withDestinations(destinations());
    }

    /** Another query; what else was said of the subscription stays unless it is said anew. */
    private Subscription changed(Subscription before, String text) {
        Subscription changed = before.withQuery(text).withName(or(name, before.name()));
        return destinations().isEmpty() ? changed : changed.withDestinations(destinations());
    }

    private List<Destination> destinations() {
        if (file != null) {
            return List.of(Destination.of("file", Path.of(file).toAbsolutePath().toString()));
        }
        return webhook == null ? List.of() : List.of(new Destination("webhook", webhook, Map.of(), or(secret, "")));
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
