package org.tocsin.runtime.acl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/**
 * What it takes until every role's principal may do what {@link Grants} says. Nothing is ever taken away: what a principal
 * may do beyond is shown, and left to the cluster's owner.
 */
public final class AclPlan {
    /**
     * One row of the table for one principal.
     *
     * @param missing the operations that it is not allowed yet
     */
    public record Step(String role, String principal, Grant grant, List<AclOperation> missing) {
        private Stream<AclBinding> toCreate() {
            return grant.bindings(principal)
                    .filter(binding -> missing.contains(binding.entry().operation()));
        }
    }

    private final List<Step> steps;
    private final List<AclBinding> beyond;

    private AclPlan(List<Step> steps, List<AclBinding> beyond) {
        this.steps = List.copyOf(steps);
        this.beyond = List.copyOf(beyond);
    }

    /**
     * The principal of every role: {@code User:tocsin-ROLE}, unless {@code given} names another for a role; of {@link
     * Grants#MIGRATE} only where {@code given} names one. {@link Refusal} for a role that there is not or a name that is no principal.
     */
    public static Map<String, String> principals(Map<String, String> given) {
        Map<String, String> all = new LinkedHashMap<>();
        Grants.roles().forEach(role -> all.put(role, "User:tocsin-" + role));
        given.forEach((role, principal) -> {
            if (!all.containsKey(role) && !role.equals(Grants.MIGRATE)) {
                throw new Refusal("principal of %s: there is no such role; the roles are %s, and %s"
                        .formatted(role, String.join(", ", Grants.roles()), Grants.MIGRATE));
            }
            if (!principal.matches("[A-Za-z]+:[^*\\s].*")) {
                throw new Refusal("principal %s of %s is refused; it looks like User:name".formatted(principal, role));
            }
            all.put(role, principal);
        });
        return all;
    }

    /** What would be done on a cluster that has none of it. */
    public static AclPlan whole(Map<String, String> principals) {
        return compared(List.of(), principals);
    }

    /** Compares a cluster with what the principals need; {@link Refusal} when it keeps no ACLs or does not show them. */
    public static AclPlan of(KafkaSettings kafka, Map<String, String> principals) {
        return compared(there(kafka), principals);
    }

    private static AclPlan compared(Collection<AclBinding> there, Map<String, String> principals) {
        List<Step> steps = new ArrayList<>();
        principals.forEach((role, principal) -> Grants.of(role).forEach(grant -> {
            List<AclOperation> missing = grant.bindings(principal)
                    .filter(binding -> !there.contains(binding))
                    .map(binding -> binding.entry().operation())
                    .toList();
            steps.add(new Step(role, principal, grant, missing));
        }));
        Set<AclBinding> needed = steps.stream()
                .flatMap(step -> step.grant().bindings(step.principal()))
                .collect(Collectors.toSet());
        return new AclPlan(
                steps,
                there.stream()
                        .filter(binding ->
                                principals.containsValue(binding.entry().principal()))
                        .filter(binding -> !needed.contains(binding))
                        .toList());
    }

    /** Every row of every role, in flow order. */
    public List<Step> steps() {
        return steps;
    }

    /** What these principals are allowed or denied besides. */
    public List<AclBinding> beyond() {
        return beyond;
    }

    /** How many ACLs {@link #apply} creates. */
    public long missing() {
        return steps.stream().flatMap(Step::toCreate).distinct().count();
    }

    /** Creates what is missing and returns when a broker shows it. */
    public void apply(KafkaSettings kafka) {
        List<AclBinding> missing =
                steps.stream().flatMap(Step::toCreate).distinct().toList();
        kafka.administer(admin -> admin.createAcls(missing).all().get(20, TimeUnit.SECONDS));
        KafkaSettings.await("the ACLs are there", () -> there(kafka).containsAll(missing));
    }

    private static Collection<AclBinding> there(KafkaSettings kafka) {
        return kafka.administer(
                admin -> admin.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS));
    }
}
