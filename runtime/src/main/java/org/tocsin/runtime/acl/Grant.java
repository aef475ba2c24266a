package org.tocsin.runtime.acl;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.tocsin.model.Topic;

/**
 * What may be done with one topic, consumer group or transactional id, with all whose names begin alike, or with the cluster.
 *
 * @param prefix whether {@code name} is only the beginning
 */
public record Grant(ResourceType type, String name, boolean prefix, Set<AclOperation> operations) {
    public Grant {
        operations = Set.copyOf(operations);
    }

    static Grant topic(Topic<?> topic, AclOperation... operations) {
        return new Grant(ResourceType.TOPIC, topic.name(), false, Set.of(operations));
    }

    static Grant topics(String prefix, AclOperation... operations) {
        return new Grant(ResourceType.TOPIC, prefix, true, Set.of(operations));
    }

    static Grant group(String name) {
        return new Grant(ResourceType.GROUP, name, false, Set.of(AclOperation.READ));
    }

    static Grant groups(String prefix, AclOperation... operations) {
        return new Grant(ResourceType.GROUP, prefix, true, Set.of(operations));
    }

    static Grant transactions(String prefix) {
        return new Grant(ResourceType.TRANSACTIONAL_ID, prefix, true, Set.of(AclOperation.WRITE));
    }

    static Grant cluster(AclOperation... operations) {
        return new Grant(ResourceType.CLUSTER, Resource.CLUSTER_NAME, false, Set.of(operations));
    }

    /** The operations in the order of Kafka's list. */
    public List<AclOperation> ordered() {
        return operations.stream().sorted(Comparator.naturalOrder()).toList();
    }

    /** How Kafka keeps it, one for each operation; {@code principal} is {@code User:…}, from any host. */
    Stream<AclBinding> bindings(String principal) {
        ResourcePattern pattern = new ResourcePattern(type, name, prefix ? PatternType.PREFIXED : PatternType.LITERAL);
        return ordered().stream()
                .map(operation -> new AclBinding(
                        pattern, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
    }
}
