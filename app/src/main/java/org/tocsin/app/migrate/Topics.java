package org.tocsin.app.migrate;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.tocsin.runtime.NewTopics;
import org.tocsin.runtime.TopicConfigs;
import org.tocsin.runtime.TopicPlan;

/**
 * All topics of the source but Kafka's own: those of the log, the changelogs of the stores, and what users had written.
 *
 * @param counts how many partitions each topic has
 * @param settings that each topic has of its own
 */
record Topics(Map<String, Integer> counts, Map<String, Map<String, String>> settings) {
    private static final long PATIENCE_SECONDS = 60;

    /** While it is being copied a topic keeps everything, so that both sides can be compared. */
    private static final Map<String, String> WHILE_COPYING =
            Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");

    static Topics of(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> names = new TreeSet<>(admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        names.removeIf(name -> name.startsWith("__") || name.equals(Migration.MIGRATIONS.name()));
        Map<String, Integer> counts = new TreeMap<>();
        for (TopicDescription one : describe(admin, names)) {
            counts.put(one.name(), one.partitions().size());
        }
        Map<ConfigResource, Config> found = admin.describeConfigs(
                        names.stream().map(Topics::resource).toList())
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Map<String, Map<String, String>> settings = new TreeMap<>();
        found.forEach((topic, config) -> settings.put(
                topic.name(),
                config.entries().stream()
                        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value))));
        return new Topics(counts, settings);
    }

    /** As a cluster has them where topics are set to this. */
    Topics on(TopicConfigs configs) {
        Map<String, Map<String, String>> adapted = new TreeMap<>();
        settings.forEach((name, own) -> adapted.put(name, configs.insteadOfDefaults(own)));
        return new Topics(counts, adapted);
    }

    private static Collection<TopicDescription> describe(Admin admin, Collection<String> names)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin.describeTopics(names)
                .allTopicNames()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .values();
    }

    List<TopicPartition> partitions() {
        return Migration.partitions(counts);
    }

    /** Those that the cluster has not. */
    List<String> missing(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> there = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return counts.keySet().stream().filter(name -> !there.contains(name)).toList();
    }

    private Collection<TopicDescription> there(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> names = new TreeSet<>(counts.keySet());
        missing(admin).forEach(names::remove);
        return describe(admin, names);
    }

    /** The first of them in which the cluster has records, or had some. */
    Optional<String> data(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Integer> there = there(admin).stream()
                .collect(Collectors.toMap(
                        TopicDescription::name, one -> one.partitions().size()));
        return admin
                .listOffsets(Migration.partitions(there).stream()
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .filter(end -> end.getValue().offset() > 0)
                .map(end -> end.getValue().offset() + " records in " + end.getKey())
                .min(String::compareTo);
    }

    /** The first of them that the cluster has with another number of partitions. */
    Optional<String> unsuitable(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        return there(admin).stream()
                .filter(one -> one.partitions().size() != counts.getOrDefault(one.name(), 0))
                .map(one -> "%s has %d partitions on the cluster and %d here"
                        .formatted(one.name(), one.partitions().size(), counts.getOrDefault(one.name(), 0)))
                .min(String::compareTo);
    }

    /** Creates those that are missing, and lets all of them keep everything until {@link #settle}. */
    int create(Admin admin, TopicPlan.Copies copies) throws ExecutionException, InterruptedException, TimeoutException {
        List<String> missing = missing(admin);
        NewTopics.create(
                admin,
                missing.stream()
                        .map(name -> new NewTopic(
                                        name,
                                        Optional.of(counts.getOrDefault(name, 1)),
                                        copies.replication() == 0
                                                ? Optional.empty()
                                                : Optional.of((short) copies.replication()))
                                .configs(created(name, copies)))
                        .toList());
        return alter(
                admin,
                counts.keySet().stream()
                        .collect(Collectors.toMap(
                                Function.identity(),
                                name -> WHILE_COPYING.entrySet().stream().map(Topics::set))));
    }

    private Map<String, String> created(String name, TopicPlan.Copies copies) {
        Map<String, String> all = new HashMap<>(settings.getOrDefault(name, Map.of()));
        all.remove("min.insync.replicas");
        if (copies.minInsync() > 0) {
            all.put("min.insync.replicas", String.valueOf(copies.minInsync()));
        }
        all.putAll(WHILE_COPYING);
        return all;
    }

    /** Gives every topic its settings; how many must be in sync is the cluster's own. */
    int settle(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        return alter(admin, counts.keySet().stream().collect(Collectors.toMap(Function.identity(), name -> {
            Map<String, String> own = new HashMap<>(settings.getOrDefault(name, Map.of()));
            own.remove("min.insync.replicas");
            return Stream.concat(
                    own.entrySet().stream().map(Topics::set),
                    WHILE_COPYING.keySet().stream()
                            .filter(key -> !own.containsKey(key))
                            .map(key -> new AlterConfigOp(new ConfigEntry(key, null), OpType.DELETE)));
        })));
    }

    private static AlterConfigOp set(Map.Entry<String, String> setting) {
        return new AlterConfigOp(new ConfigEntry(setting.getKey(), setting.getValue()), OpType.SET);
    }

    private static int alter(Admin admin, Map<String, Stream<AlterConfigOp>> changes)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<ConfigResource, Collection<AlterConfigOp>> all = new HashMap<>();
        changes.forEach((topic, change) -> all.put(resource(topic), change.toList()));
        admin.incrementalAlterConfigs(all).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return all.size();
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
