package org.tocsin.app;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.AlertSettings;
import org.tocsin.alerts.AlertStages;
import org.tocsin.alerts.preview.Preview;
import org.tocsin.alerts.subscription.SubscriptionFiles;
import org.tocsin.alerts.subscription.Subscriptions;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Subscriptions as a whole, with everything that a file can say of them. */
@Command(
        name = "subscriptions",
        mixinStandardHelpOptions = true,
        description = "Apply, list, show, pause, resume, remove, import, export and preview subscriptions.",
        subcommands = {
            SubscriptionsCommand.Apply.class,
            SubscriptionsCommand.ListAll.class,
            SubscriptionsCommand.Show.class,
            SubscriptionsCommand.Pause.class,
            SubscriptionsCommand.Resume.class,
            SubscriptionsCommand.Remove.class,
            SubscriptionsCommand.Import.class,
            SubscriptionsCommand.Export.class,
            SubscriptionsCommand.PreviewOne.class
        })
final class SubscriptionsCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new IllegalArgumentException(
                "say what to do: apply, list, show, pause, resume, remove, import, export, preview");
    }

    /** Works on the subscriptions of the log that {@code options} name. */
    static int with(Options options, Consumer<Subscriptions> work) {
        try (Options.Connection connection = options.connect();
                AlertStages.Editor editor =
                        AlertStages.editor(connection.kafka(), options.settings(), connection.names())) {
            work.accept(editor.subscriptions());
        }
        return Main.OK;
    }

    static void print(Subscription subscription) {
        System.out.println(Json.line(Subscriptions.shown(subscription)));
    }

    /** Says on standard error what is remarkable about what was saved or would be. */
    static void warn(Subscriptions subscriptions, List<Subscription> some) {
        subscriptions.warnings(some).forEach((id, warning) -> System.err.println("tocsin: " + id + ": " + warning));
    }

    static Subscription found(Subscriptions subscriptions, String id) {
        Subscription found = subscriptions.get(id);
        if (found == null) {
            throw new Refusal("no subscription " + id + "; see tocsin subscriptions list");
        }
        return found;
    }

    static void remove(Subscriptions subscriptions, String id) {
        Subscription found = found(subscriptions, id);
        var _ = subscriptions.save(found.withdrawn(), found.version());
    }

    /** Brings what is saved to what files say. */
    @Command(name = "apply", mixinStandardHelpOptions = true, description = "Show a plan and carry it out with --yes.")
    static final class Apply implements Callable<Integer> {
        @Mixin
        private Options options;

        @Parameters(paramLabel = "DIR", description = "A directory of YAML files, or one file.")
        private Path path;

        @Option(names = "--yes", description = "Carry the plan out.")
        private boolean yes;

        @Option(names = "--prune", description = "Also remove what no file holds.")
        private boolean prune;

        @Override
        public Integer call() {
            List<Subscription> wanted = SubscriptionFiles.read(path);
            return with(options, subscriptions -> {
                List<SubscriptionFiles.Step> steps = SubscriptionFiles.plan(wanted, subscriptions, prune);
                steps.forEach(System.out::println);
                if (steps.isEmpty()) {
                    System.out.println("nothing to do");
                } else if (yes) {
                    SubscriptionFiles.apply(steps, subscriptions);
                    System.out.printf("done: %d%n", steps.size());
                } else {
                    SubscriptionFiles.check(steps, subscriptions);
                    System.err.println("Nothing was changed; add --yes to carry this out.");
                }
                warn(subscriptions, SubscriptionFiles.wanted(steps));
            });
        }
    }

    /** Lists. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List as NDJSON, without secrets.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private Options options;

        @Option(names = "--owner", description = "Only those of this owner.")
        private @Nullable String owner;

        @Option(names = "--label", description = "Only those with this label.")
        private @Nullable String label;

        @Override
        public Integer call() {
            return with(
                    options,
                    subscriptions -> subscriptions.list().stream()
                            .filter(one -> owner == null || one.owner().equals(owner))
                            .filter(one -> label == null || one.labels().contains(label))
                            .forEach(SubscriptionsCommand::print));
        }
    }

    /** What is done with one. */
    abstract static class OnOne implements Callable<Integer> {
        @Mixin
        private Options options;

        @Parameters(paramLabel = "ID")
        private String id;

        abstract void act(Subscriptions subscriptions, Subscription one);

        @Override
        public Integer call() {
            return with(options, subscriptions -> act(subscriptions, found(subscriptions, id)));
        }
    }

    /** Shows one. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show one as YAML.")
    static final class Show extends OnOne {
        @Override
        void act(Subscriptions subscriptions, Subscription one) {
            System.out.print(SubscriptionFiles.write(List.of(one)));
        }
    }

    /** Pauses one. */
    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Hold one: its matches are dropped.")
    static final class Pause extends OnOne {
        @Override
        void act(Subscriptions subscriptions, Subscription one) {
            print(subscriptions.save(one.paused(true), one.version()));
        }
    }

    /** Resumes one. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Let one go on; also enables its endpoints again.")
    static final class Resume extends OnOne {
        @Override
        void act(Subscriptions subscriptions, Subscription one) {
            print(subscriptions.save(one.paused(false), one.version()));
        }
    }

    /** Removes one. */
    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove one.")
    static final class Remove extends OnOne {
        @Override
        void act(Subscriptions subscriptions, Subscription one) {
            SubscriptionsCommand.remove(subscriptions, one.id());
        }
    }

    /** Takes in a file. */
    @Command(name = "import", mixinStandardHelpOptions = true, description = "Save what a YAML file holds, at once.")
    static final class Import implements Callable<Integer> {
        @Mixin
        private Options options;

        @Parameters(paramLabel = "FILE")
        private Path file;

        @Override
        public Integer call() {
            List<Subscription> wanted = SubscriptionFiles.read(file);
            return with(options, subscriptions -> {
                List<SubscriptionFiles.Step> steps = SubscriptionFiles.plan(wanted, subscriptions, false);
                SubscriptionFiles.apply(steps, subscriptions);
                System.out.printf("read %d, changed %d%n", wanted.size(), steps.size());
                warn(subscriptions, SubscriptionFiles.wanted(steps));
            });
        }
    }

    /** Writes files. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Write all as YAML: to standard output, or one file each into a directory.")
    static final class Export implements Callable<Integer> {
        @Mixin
        private Options options;

        @Parameters(arity = "0..1", paramLabel = "DIR")
        private @Nullable Path directory;

        @Override
        public Integer call() {
            return with(options, subscriptions -> {
                if (directory == null) {
                    System.out.print(SubscriptionFiles.write(subscriptions.list()));
                } else {
                    SubscriptionFiles.write(subscriptions.list(), directory);
                }
            });
        }
    }

    /** Tries one on the past. */
    @Command(
            name = "preview",
            mixinStandardHelpOptions = true,
            description = "Say what a query or the subscriptions of a YAML file would have done in the last days.")
    static final class PreviewOne implements Callable<Integer> {
        @Mixin
        private Options options;

        @Parameters(paramLabel = "QUERY|FILE")
        private String draft;

        @Option(names = "--days", description = "How far back, by the time of publication (default: 30).")
        private int days = 30;

        @Override
        public Integer call() {
            if (days < 1) {
                throw new IllegalArgumentException("--days %d is refused; it must be at least 1".formatted(days));
            }
            List<Subscription> drafts = BacktestCommand.drafts(List.of(draft));
            AlertSettings settings = AlertSettings.of(options.settings());
            Instant from = Instant.now().minus(Duration.ofDays(days));
            try (Options.Connection connection = options.connect()) {
                for (Subscription one : drafts) {
                    Preview preview = Preview.of(
                            one, settings.limits(), connection.names(), Preview.Past.since(connection.kafka(), from));
                    System.out.println(Json.line(preview));
                    if (!preview.warning().isEmpty()) {
                        System.err.println("tocsin: " + one.id() + ": " + preview.warning());
                    }
                }
            }
            return Main.OK;
        }
    }
}
