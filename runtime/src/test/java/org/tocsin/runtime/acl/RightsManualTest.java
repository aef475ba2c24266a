package org.tocsin.runtime.acl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.model.Topic;

/** Whoever grants by hand takes the rights of each role from the manual, so they are those of the code. */
final class RightsManualTest {
    private static final Path MANUAL =
            Path.of("").toAbsolutePath().resolve("../docs/operating.md").normalize();

    static List<String> roles() {
        return Grants.roles();
    }

    @ParameterizedTest
    @MethodSource("roles")
    void theTableHasWhatARoleNeeds(String role) throws IOException {
        String groups = Stream.concat(
                        named(role, ResourceType.GROUP, false), named(role, ResourceType.TRANSACTIONAL_ID, true))
                .collect(Collectors.joining(", "));

        assertThat(Files.readString(MANUAL).lines())
                .contains("| %s | %s | %s | %s |"
                        .formatted(role, topics(role, AclOperation.WRITE), topics(role, AclOperation.READ), groups));
    }

    /** By the order of the topics, then those of which only the beginning is known. */
    private static String topics(String role, AclOperation operation) {
        Stream<String> known = Topic.all().stream()
                .filter(topic -> may(role, operation, topic.name(), false))
                .map(topic -> topic.name().replace("tocsin.", ""));
        Stream<String> begun = Grants.of(role).stream()
                .filter(grant -> grant.type() == ResourceType.TOPIC && grant.prefix())
                .map(Grant::name)
                .distinct()
                .filter(name -> may(role, operation, name, true))
                .map(name -> "`" + name + "…`");
        return Stream.concat(known, begun).collect(Collectors.joining(", "));
    }

    private static boolean may(String role, AclOperation operation, String topic, boolean prefix) {
        return Grants.of(role).stream()
                .anyMatch(grant -> grant.type() == ResourceType.TOPIC
                        && grant.prefix() == prefix
                        && grant.name().equals(topic)
                        && grant.operations().contains(operation));
    }

    private static Stream<String> named(String role, ResourceType type, boolean prefix) {
        return Grants.of(role).stream()
                .filter(grant -> grant.type() == type && grant.prefix() == prefix)
                .map(grant -> "`" + grant.name() + (prefix ? "…`" : "`"));
    }
}
