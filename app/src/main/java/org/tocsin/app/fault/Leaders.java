package org.tocsin.app.fault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/** Which broker leads what on a cluster. */
final class Leaders {
    private static final long SECONDS = 60;

    private Leaders() {}

    /** Gives every partition, those of Kafka's own topics too, to the next of its brokers; whether any has moved. */
    static boolean move(KafkaSettings kafka) {
        try {
            return kafka.administer(Leaders::turn) > 0;
        } catch (Refusal e) {
            // brokers that are busy do not answer in time
            return false;
        }
    }

    private static int turn(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, Optional<NewPartitionReassignment>> turned = new HashMap<>();
        for (TopicDescription topic : topics(admin)) {
            topic.partitions().forEach(partition -> {
                List<Integer> brokers = new ArrayList<>(
                        partition.replicas().stream().map(Node::id).toList());
                Collections.rotate(brokers, 1);
                turned.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        Optional.of(new NewPartitionReassignment(brokers)));
            });
        }
        admin.alterPartitionReassignments(turned).all().get(SECONDS, TimeUnit.SECONDS);
        var elected = admin.electLeaders(ElectionType.PREFERRED, turned.keySet())
                .partitions()
                .get(SECONDS, TimeUnit.SECONDS);
        return (int) elected.values().stream().filter(Optional::isEmpty).count();
    }

    /** Whether every broker has everything that it keeps a copy of. */
    static boolean inSync(KafkaSettings kafka) {
        try {
            return kafka.administer(Leaders::topics).stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.isr().size() == partition.replicas().size());
        } catch (Refusal e) {
            return false;
        }
    }

    private static Collection<TopicDescription> topics(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        var names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get(SECONDS, TimeUnit.SECONDS);
        return admin.describeTopics(names)
                .allTopicNames()
                .get(SECONDS, TimeUnit.SECONDS)
                .values();
    }
}
