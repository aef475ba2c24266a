package org.tocsin.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Topic;

/**
 * What it takes until a cluster has every topic of the log as it must be. Partitions of a topic that exists are never
 * changed: keys would move away from their state. Nor is compaction, which would delete what is there.
 */
public final class TopicPlan {
    /** What is to be done with a topic. */
    public enum Work {
        CREATE,
        KEEP,
        CHANGE,
        REFUSE
    }

    /**
     * How a cluster keeps topics.
     *
     * @param replication copies of each partition; 0 for what the brokers make by themselves
     * @param minInsync copies that must have a record before it counts as written; 0 for what the brokers say
     */
    public record Copies(int replication, int minInsync) {
        /** What the brokers are set to. */
        public static final Copies AS_BROKERS_DO = new Copies(0, 0);

        public Copies {
            if (replication < 0 || minInsync < 0 || (replication > 0 && minInsync > replication)) {
                throw new Refusal(
                        "copies: replication " + replication + " and min.insync.replicas " + minInsync
                                + " do not go together; give 0 or more, and no more that must be in sync than there are copies");
            }
        }
    }

    /**
     * One topic of the plan.
     *
     * @param replication copies that each partition has, 0 before it is created
     * @param changes settings that will be changed, each with the old value and the new one
     * @param reason why it is refused and what to do, empty otherwise
     */
    public record Step(Topic<?> topic, Work work, int replication, Map<String, Change> changes, String reason) {}

    /** A setting's value now, null where it has none of its own, and then. */
    public record Change(@Nullable String now, String then) {}

    private static final String CLEANUP = "cleanup.policy";
    private static final String IN_SYNC = "min.insync.replicas";

    private final TopicConfigs configs;
    private final Copies copies;
    private final Copies found;
    private final List<Step> steps;
    private final Map<String, Integer> stores;

    private TopicPlan(
            TopicConfigs configs, Copies copies, Copies found, List<Step> steps, Map<String, Integer> stores) {
        this.configs = configs;
        this.copies = copies;
        this.found = found;
        this.steps = List.copyOf(steps);
        this.stores = new TreeMap<>(stores);
    }

    /** Compares a cluster with what the program needs; {@link Refusal} when no broker answers. */
    public static TopicPlan of(KafkaSettings kafka, Copies copies) {
        return kafka.administer(admin -> of(admin, kafka.topics(), copies));
    }

    static TopicPlan of(Admin admin, TopicConfigs configs, Copies copies)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> all = admin.listTopics().names().get(20, TimeUnit.SECONDS);
        Set<String> names = Topic.all().stream().map(Topic::name).collect(Collectors.toSet());
        names.retainAll(all);
        Set<String> described = new HashSet<>(names);
        all.stream().filter(TopicPlan::isOfStore).forEach(described::add);
        Map<String, TopicDescription> there =
                admin.describeTopics(described).allTopicNames().get(20, TimeUnit.SECONDS);
        Map<ConfigResource, Config> settings = admin.describeConfigs(
                        names.stream().map(TopicPlan::resource).toList())
                .all()
                .get(20, TimeUnit.SECONDS);
        List<Step> steps = new ArrayList<>();
        for (Topic<?> topic : Topic.all()) {
            TopicDescription found = there.get(topic.name());
            Config config = settings.get(resource(topic.name()));
            steps.add(
                    found == null || config == null
                            ? new Step(topic, Work.CREATE, 0, Map.of(), "")
                            : step(topic, found, config, configs, copies));
        }
        Map<String, Integer> stores = new HashMap<>();
        there.values().stream()
                .filter(topic -> isOfStore(topic.name()))
                .forEach(topic -> stores.put(topic.name(), replication(topic)));
        return new TopicPlan(configs, copies, found(steps, settings.values()), steps, stores);
    }

    /** Whether it is what Streams keeps of a store; the program's applications have names that begin with its own. */
    private static boolean isOfStore(String topic) {
        return topic.startsWith("tocsin-") && topic.endsWith("-changelog");
    }

    private static int replication(TopicDescription topic) {
        return topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    /**
     * How the log's topics that are there are kept: as many copies as any of them has, and how many must be in sync where they
     * say so themselves, since a cluster may not let it be set.
     */
    private static Copies found(List<Step> steps, Collection<Config> settings) {
        int replication = steps.stream().mapToInt(Step::replication).max().orElse(0);
        int inSync = settings.stream()
                .map(config -> config.get(IN_SYNC))
                .filter(entry -> entry != null && entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .mapToInt(entry -> Integer.parseInt(entry.value()))
                .min()
                .orElse(0);
        return new Copies(replication, Math.min(replication, inSync));
    }

    private static Step step(
            Topic<?> topic, TopicDescription found, Config config, TopicConfigs configs, Copies copies) {
        int partitions = found.partitions().size();
        int replication = replication(found);
        Map<String, Change> changes = new TreeMap<>();
        settings(topic, configs, copies).forEach((name, then) -> {
            ConfigEntry now = config.get(name);
            if (now == null || !then.equals(now.value())) {
                changes.put(name, new Change(now == null ? null : now.value(), then));
            }
        });
        Change cleanup = changes.get(CLEANUP);
        String reason = "";
        if (partitions != topic.partitions()) {
            reason = "it has " + partitions + " partitions and needs " + topic.partitions();
        } else if (cleanup != null) {
            reason = "its " + CLEANUP + " is " + cleanup.now() + " and must be " + cleanup.then();
        } else if (copies.replication() > 0 && replication != copies.replication()) {
            reason = "its replication is " + replication + " and " + copies.replication()
                    + " is asked for; raise it with kafka-reassign-partitions";
        }
        Work work = !reason.isEmpty() ? Work.REFUSE : changes.isEmpty() ? Work.KEEP : Work.CHANGE;
        return new Step(topic, work, replication, changes, reason);
    }

    /** Every topic in flow order. */
    public List<Step> steps() {
        return steps;
    }

    /** What is asked for, else how the topics that are there are kept; {@link Copies#AS_BROKERS_DO} where none is there. */
    public Copies wanted() {
        int replication = copies.replication() > 0 ? copies.replication() : found.replication();
        int inSync = copies.minInsync() > 0 ? copies.minInsync() : Math.min(found.minInsync(), replication);
        return new Copies(replication, inSync);
    }

    /**
     * Topics of the log and of its stores that have fewer copies than {@link #wanted}, with how many they have, as far as whoever
     * asks may see them.
     */
    public Map<String, Integer> thin() {
        Map<String, Integer> thin = new TreeMap<>(stores);
        steps.forEach(step -> thin.put(step.topic().name(), step.replication()));
        thin.values().removeIf(has -> has == 0 || has >= wanted().replication());
        return thin;
    }

    /** Creates and changes what the plan says; {@link Refusal}, and nothing done, where a topic is refused. */
    public void apply(KafkaSettings kafka) {
        refuse(steps);
        kafka.administer(admin -> {
            create(admin);
            Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
            for (Step step : steps) {
                if (step.work() == Work.CHANGE) {
                    changes.put(
                            resource(step.topic().name()),
                            step.changes().entrySet().stream()
                                    .map(change -> new AlterConfigOp(
                                            new ConfigEntry(
                                                    change.getKey(),
                                                    change.getValue().then()),
                                            AlterConfigOp.OpType.SET))
                                    .toList());
                }
            }
            admin.incrementalAlterConfigs(changes).all().get(20, TimeUnit.SECONDS);
            return changes.size();
        });
        // the controller has them first; who starts a role next must find them on the brokers
        KafkaSettings.await(
                "the topics are there",
                () -> of(kafka, copies).steps.stream().noneMatch(step -> step.work() == Work.CREATE));
    }

    /**
     * Creates what is missing and leaves the settings of the rest to the cluster's owner; {@link Refusal} where a topic has
     * another number of partitions or another kind of cleanup than the program can work with.
     */
    void start(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        refuse(steps);
        create(admin);
    }

    private static void refuse(List<Step> steps) {
        List<String> refused = steps.stream()
                .filter(step -> step.work() == Work.REFUSE)
                .map(step -> step.topic().name() + ": " + step.reason())
                .toList();
        if (!refused.isEmpty()) {
            throw new Refusal("the cluster's topics do not suit: " + String.join("; ", refused)
                    + ". What a topic holds would be lost or misplaced by changing it: copy it, delete it, then run"
                    + " “tocsin topics apply”");
        }
    }

    private void create(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        List<NewTopic> missing = steps.stream()
                .filter(step -> step.work() == Work.CREATE)
                .map(step -> newTopic(step.topic(), configs, wanted()))
                .toList();
        try {
            NewTopics.create(admin, missing);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicAuthorizationException) {
                throw new ExecutionException(new TopicAuthorizationException(
                        missing.stream().map(NewTopic::name).collect(Collectors.toSet())));
            }
            throw e;
        }
    }

    static NewTopic newTopic(Topic<?> topic, TopicConfigs configs, Copies copies) {
        return new NewTopic(
                        topic.name(),
                        Optional.of(topic.partitions()),
                        copies.replication() == 0 ? Optional.empty() : Optional.of((short) copies.replication()))
                .configs(settings(topic, configs, copies));
    }

    /** The settings that a topic has of its own. */
    static Map<String, String> settings(Topic<?> topic, TopicConfigs configs, Copies copies) {
        Map<String, String> settings = new TreeMap<>();
        configs.ofTopics(settings);
        settings.put(CLEANUP, !topic.compacted() ? "delete" : topic.retention() == null ? "compact" : "compact,delete");
        Duration retention = topic.retention();
        settings.put("retention.ms", retention == null ? "-1" : String.valueOf(retention.toMillis()));
        if (copies.minInsync() > 0) {
            settings.put(IN_SYNC, String.valueOf(copies.minInsync()));
        }
        return settings;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
