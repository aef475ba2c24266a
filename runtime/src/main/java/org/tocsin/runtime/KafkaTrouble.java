package org.tocsin.runtime;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/** What went wrong with Kafka, in a sentence. */
public final class KafkaTrouble {
    private KafkaTrouble() {}

    /** Names what is not allowed where a cluster does not let us in or do something, or take a record; else the error as it is. */
    public static String of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String why = switch (cause) {
                case AuthenticationException _ ->
                    "the Kafka cluster does not let us in: " + cause.getMessage() + "; check the file of kafka-config";
                case TopicAuthorizationException topic -> notAllowed("topics", topic.unauthorizedTopics());
                case GroupAuthorizationException group ->
                    notAllowed("the group", group.groupId() == null ? List.of() : List.of(group.groupId()));
                case TransactionalIdAuthorizationException _ -> notAllowed("its transactional id", List.of());
                case ClusterAuthorizationException _ ->
                    "the Kafka cluster does not allow this to whoever is no administrator of it, such as to see or change"
                            + " ACLs; name the kafka-config of one who is";
                case RecordTooLargeException _ ->
                    "a record is larger than the Kafka cluster takes, which is max.message.bytes of its topic (setting"
                            + " topic-configs): " + cause.getMessage();
                case MissingSourceTopicException _ ->
                    "the cluster has lost a topic that is read here; a new start creates it, without what it held";
                default -> "";
            };
            if (!why.isEmpty()) {
                return why;
            }
        }
        return String.valueOf(error);
    }

    private static String notAllowed(String what, Collection<String> names) {
        return "the Kafka cluster does not allow what is needed of " + (what + " " + String.join(", ", names)).strip()
                + ". " + KafkaSettings.GRANT;
    }
}
