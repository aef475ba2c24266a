package org.tocsin.runtime;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Finds partitions to which nothing can be written, since they have no leader or fewer copies in sync than there must be. */
final class Unwritable {
    private static final String MIN_INSYNC = "min.insync.replicas";

    private Unwritable() {}

    /** Names the first of {@code topics} that has such partitions and says why; asks for settings only where a copy lags. */
    static Optional<String> among(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, TopicDescription> described = described(admin, topics);
        Set<ConfigResource> lagging = described.values().stream()
                .filter(topic -> topic.partitions().stream().anyMatch(Unwritable::lags))
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .collect(Collectors.toCollection(HashSet::new));
        if (lagging.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Integer> least = new TreeMap<>();
        admin.describeConfigs(lagging, new DescribeConfigsOptions().timeoutMs(BrokerWatch.PATIENCE_MILLIS))
                .all()
                .get(2 * BrokerWatch.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .forEach((topic, config) -> least.put(topic.name(), least(config)));
        return described.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> why(topic.name(), partition, least.getOrDefault(topic.name(), 1)))
                        .flatMap(Optional::stream))
                .findFirst();
    }

    private static Map<String, TopicDescription> described(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return new TreeMap<>(
                    admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(BrokerWatch.PATIENCE_MILLIS))
                            .allTopicNames()
                            .get(2 * BrokerWatch.PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                // one was deleted since they were listed; the next look does not list it
                return Map.of();
            }
            throw e;
        }
    }

    private static boolean lags(TopicPartitionInfo partition) {
        return leaderless(partition)
                || partition.isr().size() < partition.replicas().size();
    }

    private static boolean leaderless(TopicPartitionInfo partition) {
        @Nullable Node leader = partition.leader();
        return leader == null || leader.isEmpty();
    }

    private static int least(Config config) {
        return config.get(MIN_INSYNC) == null
                ? 1
                : Integer.parseInt(config.get(MIN_INSYNC).value());
    }

    private static Optional<String> why(String topic, TopicPartitionInfo partition, int least) {
        if (leaderless(partition)) {
            return Optional.of("partition %d of %s has no leader, so nothing can be written to it"
                    .formatted(partition.partition(), topic));
        }
        return partition.isr().size() >= least
                ? Optional.empty()
                : Optional.of(
                        "partition %d of %s has %d of %d copies in sync and needs %d, so nothing can be written to it"
                                .formatted(
                                        partition.partition(),
                                        topic,
                                        partition.isr().size(),
                                        partition.replicas().size(),
                                        least));
    }
}
