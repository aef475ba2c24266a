package org.tocsin.runtime.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Refusal;

final class GrantsTest {
    private static List<String> mayDo(AclOperation operation, Topic<?> topic) {
        return Grants.roles().stream()
                .filter(role -> Grants.of(role).stream()
                        .anyMatch(grant -> grant.type() == ResourceType.TOPIC
                                && (grant.prefix()
                                        ? topic.name().startsWith(grant.name())
                                        : topic.name().equals(grant.name()))
                                && grant.operations().contains(operation)))
                .toList();
    }

    @Test
    void everyTopicHasItsWriters() {
        Map<String, List<String>> writers = new TreeMap<>();
        Topic.all().forEach(topic -> writers.put(topic.name(), mayDo(AclOperation.WRITE, topic)));

        assertThat(writers)
                .allSatisfy((topic, roles) -> assertThat(roles).isNotEmpty())
                .containsEntry("tocsin.articles", List.of("ingest", "dashboard", "tools"))
                .containsEntry("tocsin.enriched", List.of("enrich", "dashboard"))
                .containsEntry("tocsin.stories", List.of("enrich"))
                .containsEntry("tocsin.alerts", List.of("alerts"))
                .containsEntry("tocsin.decisions", List.of("alerts"))
                .containsEntry("tocsin.subscriptions", List.of("alerts", "dashboard", "tools"))
                .containsEntry("tocsin.audit", List.of("ingest", "enrich", "alerts", "dashboard", "replay", "tools"));
    }

    @Test
    void noRoleOfAProcessChangesTopicsAndNoneDeletesThoseOfTheLog() {
        for (Topic<?> topic : Topic.all()) {
            assertThat(mayDo(AclOperation.CREATE, topic)).containsExactly(Grants.TOOLS);
            assertThat(mayDo(AclOperation.ALTER_CONFIGS, topic)).containsExactly(Grants.TOOLS);
            assertThat(mayDo(AclOperation.DELETE, topic)).isEmpty();
        }
        for (String role : Grants.roles()) {
            assertThat(Grants.of(role)).noneMatch(grant -> grant.type() == ResourceType.CLUSTER);
            assertThat(Grants.of(role)).noneMatch(grant -> grant.operations().contains(AclOperation.ALL));
        }
    }

    @Test
    void whoMovesALogGetsRightsOnlyUnderANameThatWasGiven() {
        assertThat(AclPlan.principals(Map.of())).doesNotContainKey(Grants.MIGRATE);
        assertThat(AclPlan.whole(AclPlan.principals(Map.of(Grants.MIGRATE, "User:mover")))
                        .steps())
                .filteredOn(step -> step.principal().equals("User:mover"))
                .extracting(step -> step.grant().type() + " " + step.grant().name())
                .containsExactly(
                        "TOPIC tocsin.",
                        "TOPIC tocsin-",
                        "GROUP tocsin-",
                        "TRANSACTIONAL_ID tocsin-migrate",
                        "CLUSTER kafka-cluster");
    }

    @Test
    void eachRoleComesUnderANameOfItsOwnUnlessToldOtherwise() {
        assertThat(AclPlan.principals(Map.of("ingest", "User:CN=news")))
                .containsEntry("ingest", "User:CN=news")
                .containsEntry("tools", "User:tocsin-tools")
                .hasSize(6);
        assertThatThrownBy(() -> AclPlan.principals(Map.of("ingest", "news")))
                .isInstanceOf(Refusal.class)
                .hasMessage("principal news of ingest is refused; it looks like User:name");
        assertThatThrownBy(() -> AclPlan.principals(Map.of("ingest", "User:*"))).isInstanceOf(Refusal.class);
    }

    @Test
    void oneNameForAllRolesGetsEachRightOnce() {
        Map<String, String> one = new TreeMap<>();
        Grants.roles().forEach(role -> one.put(role, "User:tocsin"));

        long together = AclPlan.whole(AclPlan.principals(one)).missing();
        long apart = AclPlan.whole(AclPlan.principals(Map.of())).missing();

        assertThat(together).isPositive().isLessThan(apart);
    }
}
