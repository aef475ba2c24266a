package org.tocsin.runtime.acl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/**
 * Whether the principal of a process may do what its roles need, told all at once before anything starts. Rights on topics
 * that a Streams application has yet to make cannot be asked for; their lack shows when it makes them.
 */
public final class RightsCheck {
    private static final int SECONDS = 15;

    private RightsCheck() {}

    /** {@link Refusal} that names every right that is missing; nothing when all are there. */
    public static void check(KafkaSettings kafka, List<String> roles) {
        List<String> missing = kafka.administer(admin -> missing(admin, roles));
        if (!missing.isEmpty()) {
            throw new Refusal("the Kafka cluster at %s does not allow what the %s %s: %s. %s"
                    .formatted(
                            kafka.bootstrap(),
                            roles.size() == 1 ? "role" : "roles",
                            String.join(", ", roles) + (roles.size() == 1 ? " needs" : " need"),
                            String.join(", ", missing),
                            KafkaSettings.GRANT));
        }
    }

    private static List<String> missing(Admin admin, List<String> roles) throws InterruptedException {
        Map<String, Set<AclOperation>> topics = needed(roles, ResourceType.TOPIC, false);
        Map<String, Set<AclOperation>> groups = needed(roles, ResourceType.GROUP, false);
        Set<String> transactions =
                needed(roles, ResourceType.TRANSACTIONAL_ID, true).keySet();

        Map<String, KafkaFuture<TopicDescription>> topicAnswers = admin.describeTopics(
                        topics.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        Map<String, KafkaFuture<ConsumerGroupDescription>> groupAnswers = admin.describeConsumerGroups(
                        groups.keySet(), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups();
        Map<String, KafkaFuture<?>> transactionAnswers = new LinkedHashMap<>();
        transactions.forEach(prefix -> transactionAnswers.put(
                prefix, admin.describeTransactions(List.of(prefix + "check")).description(prefix + "check")));

        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, Set<AclOperation>> topic : topics.entrySet()) {
            Answer<TopicDescription> answer = Answer.of(topicAnswers.get(topic.getKey()));
            lacking(
                            topic.getValue(),
                            answer.refused(),
                            answer.value() == null ? null : answer.value().authorizedOperations())
                    .forEach(operation -> missing.add(operation + " on topic " + topic.getKey()));
        }
        for (Map.Entry<String, Set<AclOperation>> group : groups.entrySet()) {
            Answer<ConsumerGroupDescription> answer = Answer.of(groupAnswers.get(group.getKey()));
            lacking(
                            group.getValue(),
                            answer.refused(),
                            answer.value() == null ? null : answer.value().authorizedOperations())
                    .forEach(operation -> missing.add(operation + " on group " + group.getKey()));
        }
        for (Map.Entry<String, KafkaFuture<?>> transaction : transactionAnswers.entrySet()) {
            if (Answer.of(transaction.getValue()).refused()) {
                missing.add(AclOperation.WRITE + " on transactional ids that begin with " + transaction.getKey());
            }
        }
        return missing;
    }

    /** Operations by name of what the roles need, in the order of the table. */
    private static Map<String, Set<AclOperation>> needed(List<String> roles, ResourceType type, boolean prefix) {
        Map<String, Set<AclOperation>> needed = new LinkedHashMap<>();
        roles.stream()
                .flatMap(role -> Grants.of(role).stream())
                .filter(grant -> grant.type() == type && grant.prefix() == prefix)
                .forEach(grant -> needed.computeIfAbsent(grant.name(), _ -> EnumSet.noneOf(AclOperation.class))
                        .addAll(grant.operations()));
        return needed;
    }

    private static Collection<AclOperation> lacking(
            Set<AclOperation> needed, boolean refused, @Nullable Set<AclOperation> allowed) {
        if (refused) {
            return needed;
        }
        return allowed == null
                ? List.of()
                : needed.stream()
                        .filter(operation -> !allowed.contains(operation))
                        .toList();
    }

    /** What the cluster says of one thing: null where it is not there yet, or says nothing in time. */
    private record Answer<T>(@Nullable T value, boolean refused) {
        static <T> Answer<T> of(@Nullable KafkaFuture<T> future) throws InterruptedException {
            if (future == null) {
                return new Answer<>(null, false);
            }
            try {
                return new Answer<>(future.get(SECONDS, TimeUnit.SECONDS), false);
            } catch (ExecutionException e) {
                return new Answer<>(null, e.getCause() instanceof AuthorizationException);
            } catch (TimeoutException e) {
                return new Answer<>(null, false);
            }
        }
    }
}
