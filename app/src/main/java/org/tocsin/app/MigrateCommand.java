package org.tocsin.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.tocsin.app.migrate.Migration;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.TopicPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From the embedded broker to a cluster. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Copy everything that the embedded broker of --data has to the cluster of --bootstrap: topics, settings, records"
                    + " at their offsets, and what has been read of them. Then compare both, partition by partition.",
            "Stop the instance first. Run it again after a crash and it goes on."
        },
        footer = {
            "",
            "  tocsin topics apply --bootstrap kafka-1:9092 --replication 3 --min-insync 2",
            "  tocsin migrate --bootstrap kafka-1:9092 --replication 3 --min-insync 2",
            "  tocsin start --bootstrap kafka-1:9092"
        })
final class MigrateCommand implements Callable<Integer> {
    private static final String LINE = "%-50s %12s %12s %12s  %-16s  %s%n";

    @Mixin
    private Options options;

    @Mixin
    private TopicsCommand.CopyOptions copies;

    @Option(names = "--check", description = "Compare only, and change nothing.")
    private boolean check;

    @Override
    public Integer call() {
        Settings settings = options.settings();
        if (settings.bootstrap().isEmpty()) {
            throw new Refusal("migrate: no cluster is named; give --bootstrap HOST:PORT of the one to move to");
        }
        if (!Files.exists(settings.data().resolve("broker/cluster-id"))) {
            throw new Refusal("migrate: " + settings.data()
                    + " has no embedded broker's log; --data names the directory of the instance to move");
        }
        KafkaSettings to = settings.cluster();
        TopicPlan.Copies kept = copies.copies();
        Migration.Outcome outcome;
        try (DataDirectory directory = DataDirectory.open(settings.data());
                EmbeddedBroker broker = EmbeddedBroker.preserving(directory.directory("broker"));
                Progress progress = new Progress(check ? "Comparing" : "Migrating")) {
            Migration migration =
                    new Migration(new KafkaSettings(broker.bootstrap()), to, kept, InstantSource.system());
            outcome = check
                    ? migration.check(progress::read)
                    : migration.run(
                            progress::read,
                            () -> Moved.write(
                                    settings.data(),
                                    to.bootstrap(),
                                    InstantSource.system().instant()));
        }
        print(outcome);
        return end(outcome, check, settings.data(), to.bootstrap());
    }

    private static void print(Migration.Outcome outcome) {
        if (outcome.partitions().isEmpty()) {
            System.out.println("both sides were compared before it was cut short, and nothing has been added since");
            return;
        }
        System.out.printf(LINE, "partition", "records", "from", "to", "checksum", "on the cluster");
        for (Migration.Compared one : outcome.partitions()) {
            TopicPartition partition = one.partition();
            System.out.printf(
                    LINE,
                    partition.topic() + " " + partition.partition(),
                    one.source().records(),
                    one.source().start(),
                    one.source().end(),
                    one.source().checksum(),
                    one.equal()
                            ? "the same"
                            : "%d records from %d, %s"
                                    .formatted(
                                            one.target().records(),
                                            one.target().start(),
                                            one.target().checksum()));
        }
        System.out.printf(
                "%d records in %d partitions; %d offsets of %d groups%n",
                outcome.partitions().stream()
                        .mapToLong(one -> one.source().records())
                        .sum(),
                outcome.partitions().size(),
                outcome.commits(),
                outcome.groups());
    }

    private static int end(Migration.Outcome outcome, boolean check, Path data, String bootstrap) {
        if (outcome.equal()) {
            System.out.println(
                    "both sides are equal; go on with: tocsin start --data " + data + " --bootstrap " + bootstrap);
            return Main.OK;
        }
        outcome.groupsThatDiffer().forEach(group -> System.out.println("offsets of the group " + group + " differ"));
        System.out.println(
                check
                        ? "it is not equal, as is to be expected where the cluster was written to since the move; an unfinished"
                                + " move goes on with the same command without --check"
                        : "it is not equal: delete the topics that differ on the cluster and run migrate again");
        return Main.FAILED;
    }
}
