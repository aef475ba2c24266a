package org.tocsin.app;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Topic;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.ReplayQuota;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.TopicPlan;
import org.tocsin.runtime.acl.AclPlan;
import org.tocsin.runtime.acl.ScramUsers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a cluster's topics lack, and makes them. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description =
                "Show what the topics of a Kafka cluster need, and create or change them; with --acl also who may do"
                        + " what with them.",
        subcommands = RightsCommand.class)
final class TopicsCommand {
    private static final String LINE = "%-20s %10s %6s  %-14s %-9s  %s%n";

    /** How many copies the cluster keeps. */
    static final class CopyOptions {
        @Option(
                names = "--replication",
                paramLabel = "N",
                description = "Copies of each partition (default: as the brokers are set).")
        private int replication;

        @Option(
                names = "--min-insync",
                paramLabel = "N",
                description =
                        "Copies that must have a record before it counts as written (default: as the brokers are set).")
        private int minInsync;

        TopicPlan.Copies copies() {
            return new TopicPlan.Copies(replication, minInsync);
        }
    }

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Show each topic and what apply would do. Ends with 3 where a topic does not suit.")
    int plan(@Mixin Options options, @Mixin CopyOptions copies, @Mixin AclOptions acl) {
        int code = show(of(options, copies));
        acl.plan(cluster(options.settings())).ifPresent(AclOptions::show);
        acl.users().ifPresent(TopicsCommand::show);
        return code;
    }

    @Command(
            name = "apply",
            aliases = "create",
            mixinStandardHelpOptions = true,
            description =
                    "Show the plan, then create what is missing and change what differs. Where a topic does not suit nothing is"
                            + " done, and it ends with 3.")
    int apply(@Mixin Options options, @Mixin CopyOptions copies, @Mixin AclOptions acl) {
        KafkaSettings kafka = cluster(options.settings());
        TopicPlan plan = of(options, copies);
        Optional<AclPlan> rights = acl.plan(kafka);
        Optional<ScramUsers> users = acl.users();
        int code = show(plan);
        rights.ifPresent(AclOptions::show);
        users.ifPresent(TopicsCommand::show);
        if (code == Main.OK) {
            plan.apply(kafka);
            rights.ifPresent(wanted -> wanted.apply(kafka));
            users.ifPresent(wanted -> wanted.apply(kafka));
            System.out.println("done");
        }
        return code;
    }

    @Command(
            name = "quota",
            mixinStandardHelpOptions = true,
            description = {
                "Say how much of the log replays may read a second, or set it, from one moment to the next, also of a"
                        + " running instance with the embedded broker. Live reading has no such limit."
            })
    int quota(
            @Mixin Options options,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "MB",
                            description = "Megabytes a second that all replays together may read of a broker, or none.")
                    @Nullable
                    String limit) {
        KafkaSettings kafka = cluster(options.settings());
        if (limit != null) {
            ReplayQuota.set(kafka, limit.equals("none") ? null : bytes(limit));
        }
        OptionalDouble now = ReplayQuota.get(kafka);
        System.out.println(
                now.isEmpty()
                        ? "replays may read as fast as they can"
                        : String.format(
                                Locale.ROOT,
                                "replays together may read %.1f MB a second of each broker",
                                now.getAsDouble() / 1e6));
        return Main.OK;
    }

    private static double bytes(String limit) {
        try {
            double megabytes = Double.parseDouble(limit);
            if (megabytes >= 0.1 && megabytes <= 100_000) {
                return megabytes * 1e6;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refusal("quota " + limit + " is refused; it must be megabytes a second from 0.1 to 100000, or none");
    }

    private static void show(ScramUsers users) {
        System.out.println(users.size() + " SCRAM users to set");
    }

    private static TopicPlan of(Options options, CopyOptions copies) {
        return TopicPlan.of(cluster(options.settings()), copies.copies());
    }

    private static KafkaSettings cluster(Settings settings) {
        if (!settings.bootstrap().isEmpty()) {
            return settings.cluster();
        }
        return DataDirectory.running(settings.data())
                .map(running -> settings.cluster(running.bootstrap()))
                .orElseThrow(() -> new Refusal("topics: no cluster is named and no instance runs on "
                        + settings.data() + "; give --bootstrap, or start one: the embedded broker's topics are made"
                        + " by “tocsin start”"));
    }

    private static int show(TopicPlan plan) {
        System.out.printf(LINE, "topic", "partitions", "copies", "cleanup", "retention", "");
        plan.steps().forEach(TopicsCommand::show);
        plan.thin()
                .forEach((topic, copies) -> System.out.println(topic + " has " + copies
                        + (copies == 1 ? " copy" : " copies") + " instead of "
                        + plan.wanted().replication() + ": raise it with kafka-reassign-partitions"));
        List<TopicPlan.Step> steps = plan.steps();
        System.out.println(List.of(TopicPlan.Work.values()).stream()
                .map(work -> count(steps, work) + " to " + word(work))
                .collect(Collectors.joining(", ")));
        return count(steps, TopicPlan.Work.REFUSE) == 0 ? Main.OK : Main.SOME_REJECTED;
    }

    private static long count(List<TopicPlan.Step> steps, TopicPlan.Work work) {
        return steps.stream().filter(step -> step.work() == work).count();
    }

    private static String word(TopicPlan.Work work) {
        return work.name().toLowerCase(Locale.ROOT);
    }

    private static void show(TopicPlan.Step step) {
        Topic<?> topic = step.topic();
        Duration retention = topic.retention();
        String what = switch (step.work()) {
            case CREATE, KEEP -> word(step.work());
            case CHANGE ->
                step.changes().entrySet().stream()
                        .map(change -> change.getKey() + " "
                                + change.getValue().now() + " → "
                                + change.getValue().then())
                        .collect(Collectors.joining(", ", "change ", ""));
            case REFUSE -> "refuse: " + step.reason();
        };
        System.out.printf(
                LINE,
                topic.name(),
                topic.partitions(),
                step.replication() == 0 ? "-" : step.replication(),
                !topic.compacted() ? "delete" : retention == null ? "compact" : "compact,delete",
                retention == null ? "for ever" : retention.toDays() + " days",
                what);
    }
}
