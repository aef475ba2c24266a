package org.tocsin.app.migrate;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.KafkaTrouble;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.TopicPlan;

/**
 * Everything that one broker has to another: topics with their settings, records at their offsets, and what consumer groups have
 * committed. Nothing may write to either while it runs.
 */
public final class Migration {
    /** What has been moved here, by the id of the cluster that it came from. */
    static final Topic<Standing> MIGRATIONS =
            new Topic<>("tocsin.migrations", Standing.class, 1, null, true, "migrate");

    private static final long SETTLE_SECONDS = 60;

    /** How long all partitions of the cluster together have to show what was written last. */
    private static final long SHOW_SECONDS = 5;

    /** Added to what is not allowed. */
    static final String RIGHTS =
            " What migrate needs is granted with --acl --principal migrate=User:NAME; run it again then, and it goes on";

    /**
     * How far a migration has come.
     *
     * @param equal whether both sides have been compared and were equal; from then on no topic is opened for copying again, for
     *     some may have got their retention back and have dropped records
     */
    public record Standing(String source, boolean equal, boolean finished, Instant time) {}

    /**
     * One partition on both sides.
     *
     * @param source what it held before
     * @param target what it holds now
     */
    public record Compared(TopicPartition partition, Extent source, Extent target) {
        public boolean equal() {
            return source.equals(target);
        }
    }

    /** Offsets of all partitions of both sides, and the groups whose committed offsets differ. */
    public record Outcome(List<Compared> partitions, int groups, int commits, List<String> groupsThatDiffer) {
        public boolean equal() {
            return groupsThatDiffer.isEmpty() && partitions.stream().allMatch(Compared::equal);
        }
    }

    /** How much there is to do and how far it is. */
    @FunctionalInterface
    public interface Progress {
        void read(long done, long all);
    }

    private final KafkaSettings from;
    private final KafkaSettings to;
    private final TopicPlan.Copies copies;
    private final InstantSource clock;

    /** @param copies how topics are to be kept that the cluster does not have yet */
    public Migration(KafkaSettings from, KafkaSettings to, TopicPlan.Copies copies, InstantSource clock) {
        this.from = from;
        this.to = to;
        this.copies = copies;
        this.clock = clock;
    }

    /**
     * Copies what is not there yet, then compares; {@link Refusal}, and nothing done, when the cluster holds other data or someone
     * reads there under our names. May be called again after it was cut short: it goes on, and when all that was missing was
     * the end it ends, with an outcome of no partitions.
     *
     * @param leave is called when both sides are equal, before the cluster is told and its topics get their retention: from
     *     then on the old log must not be started again
     */
    public Outcome run(Progress progress, Runnable leave) {
        return refusing(() -> copy(progress, leave));
    }

    private Outcome copy(Progress progress, Runnable leave) {
        Topics topics = from.administer(Topics::of).on(to.topics());
        String source =
                from.administer(admin -> admin.describeCluster().clusterId().get(SETTLE_SECONDS, TimeUnit.SECONDS));
        Map<TopicPartition, long[]> extents = from.administer(admin -> Ends.settled(admin, topics.partitions()));
        Groups groups = from.administer(Groups::of);
        if (begin(source, topics, groups, extents)) {
            leave.run();
            finish(source, topics);
            return new Outcome(List.of(), groups.count(), groups.commits(), List.of());
        }
        Counter counter = new Counter(progress, 3 * total(extents));
        to.administer(admin -> topics.create(admin, copies));
        try (PartitionCopy copy = new PartitionCopy(from, to)) {
            for (TopicPartition partition : inOrder(extents)) {
                long[] extent = extents.getOrDefault(partition, new long[2]);
                copy.copy(partition, extent[0], extent[1], counter);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal(
                    "migrate: the cluster did not take it: " + KafkaTrouble.of(e) + "; run it again and it goes on", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("migrate: interrupted; run it again and it goes on", e);
        }
        to.administer(groups::write);
        Outcome outcome = compare(groups, extents, counter);
        if (outcome.equal()) {
            leave.run();
            say(new Standing(source, true, false, clock.instant()));
            finish(source, topics);
        }
        return outcome;
    }

    private void finish(String source, Topics topics) {
        to.administer(topics::settle);
        say(new Standing(source, true, true, clock.instant()));
    }

    /** What consumers and producers throw, in a sentence. */
    private static Outcome refusing(Supplier<Outcome> work) {
        try {
            return work.get();
        } catch (KafkaException e) {
            throw new Refusal("migrate: " + KafkaTrouble.of(e) + RIGHTS, e);
        }
    }

    /** Compares only, changing nothing. */
    public Outcome check(Progress progress) {
        return refusing(() -> comparison(progress));
    }

    private Outcome comparison(Progress progress) {
        Topics topics = from.administer(Topics::of);
        Map<TopicPartition, long[]> extents = from.administer(admin -> Ends.settled(admin, topics.partitions()));
        Groups groups = from.administer(Groups::of);
        List<String> missing = to.administer(topics::missing);
        if (!missing.isEmpty()) {
            throw new Refusal("migrate: the cluster at " + to.bootstrap() + " has no topic "
                    + String.join(", ", missing) + "; run migrate without --check first");
        }
        return compare(groups, extents, new Counter(progress, 2 * total(extents)));
    }

    /** Whether both sides were equal already and nothing has been added since, so that only the end is missing. */
    private boolean begin(String source, Topics topics, Groups groups, Map<TopicPartition, long[]> extents) {
        to.create(MIGRATIONS);
        Map<String, Standing> before = new HashMap<>();
        Log.read(to, MIGRATIONS, 0, item -> before.put(item.key(), item.value()));
        Standing own = before.get(source);
        if (own != null && own.finished()) {
            throw new Refusal("migrate: this log was moved to the cluster at " + to.bootstrap() + " on " + own.time()
                    + " already; --check compares both once more");
        }
        Optional<String> other = own == null ? to.administer(topics::data) : Optional.empty();
        if (other.isPresent()) {
            throw new Refusal(
                    "migrate: the cluster at " + to.bootstrap() + " holds other data, " + other.get()
                            + "; migrate needs one without: delete its topics whose names begin with tocsin, or choose another");
        }
        Optional<String> unsuitable = to.administer(topics::unsuitable);
        if (unsuitable.isPresent()) {
            throw new Refusal("migrate: " + unsuitable.get() + "; delete that topic on the cluster and run it again");
        }
        List<String> active = to.administer(groups::active);
        if (!active.isEmpty()) {
            throw new Refusal("migrate: instances run on the cluster at " + to.bootstrap() + ", in the groups "
                    + String.join(", ", active) + "; stop them first");
        }
        if (own != null
                && own.equal()
                && to.administer(admin -> Ends.reached(admin, extents, 0)).equals(Ends.of(extents))) {
            return true;
        }
        say(new Standing(source, false, false, clock.instant()));
        return false;
    }

    private void say(Standing standing) {
        try (Producer<String, Standing> producer = to.producer()) {
            producer.send(new ProducerRecord<>(MIGRATIONS.name(), standing.source(), standing))
                    .get(SETTLE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal(
                    "migrate: the cluster took no note of it: " + KafkaTrouble.of(e) + RIGHTS + "; run it again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("migrate: interrupted; run it again and it goes on", e);
        }
    }

    private Outcome compare(Groups groups, Map<TopicPartition, long[]> extents, Counter counter) {
        Map<TopicPartition, Long> there = to.administer(admin -> Ends.reached(admin, extents, SHOW_SECONDS));
        List<Compared> compared = new ArrayList<>();
        try (Consumer<byte[], byte[]> source = from.rawConsumer();
                Consumer<byte[], byte[]> target = to.rawConsumer()) {
            for (TopicPartition partition : inOrder(extents)) {
                long end = extents.getOrDefault(partition, new long[2])[1];
                compared.add(new Compared(
                        partition,
                        Extent.read(source, partition, end, counter),
                        Extent.read(target, partition, Math.min(end, there.getOrDefault(partition, 0L)), counter)));
            }
        }
        return new Outcome(compared, groups.count(), groups.commits(), to.administer(groups::differing));
    }

    private static long total(Map<TopicPartition, long[]> extents) {
        return extents.values().stream()
                .mapToLong(extent -> extent[1] - extent[0])
                .sum();
    }

    private static List<TopicPartition> inOrder(Map<TopicPartition, long[]> extents) {
        return extents.keySet().stream()
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
                .toList();
    }

    /** Adds up steps of copying and of both readings. */
    private static final class Counter implements Steps {
        private final Progress progress;
        private final long all;
        private long done;

        Counter(Progress progress, long all) {
            this.progress = progress;
            this.all = all;
        }

        @Override
        public void made(long offsets) {
            done += offsets;
            progress.read(done, all);
        }
    }

    /** Partitions of topics by name. */
    static List<TopicPartition> partitions(Map<String, Integer> topics) {
        return new TreeMap<>(topics)
                .entrySet().stream()
                        .flatMap(topic -> IntStream.range(0, topic.getValue())
                                .mapToObj(partition -> new TopicPartition(topic.getKey(), partition)))
                        .toList();
    }
}
