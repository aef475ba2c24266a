package org.tocsin.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.acl.AclPlan;
import org.tocsin.runtime.acl.Grant;
import org.tocsin.runtime.acl.ScramUsers;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who may do what on a cluster, beside its topics. */
final class AclOptions {
    private static final String LINE = "%-10s %-24s %-34s %-24s  %s%n";

    /** Under which name each role comes to the cluster. */
    static final class Principals {
        @Option(
                names = "--principal",
                paramLabel = "ROLE=TYPE:NAME",
                description =
                        "Principal of a role (default: User:tocsin-ROLE), such as ingest=User:news or, with client"
                                + " certificates, ingest=User:CN=ingest. May be repeated; the role tools is the command line. What"
                                + " “tocsin migrate” needs is granted only to a principal named with migrate=TYPE:NAME.")
        private Map<String, String> given = new LinkedHashMap<>();

        Map<String, String> all() {
            return AclPlan.principals(given);
        }
    }

    @Option(
            names = "--acl",
            description =
                    "Also the ACLs that let each role do what it must, and nothing else, under a principal of its own.")
    private boolean acl;

    @Mixin
    private Principals principals = new Principals();

    @Option(
            names = "--scram-users",
            paramLabel = "FILE",
            description =
                    "Also users that come in by SCRAM-SHA-512: a line “name password” for each. apply makes them, and"
                            + " sets the passwords of those that are there anew.")
    private @Nullable Path scramUsers;

    Optional<ScramUsers> users() {
        return Optional.ofNullable(scramUsers).map(ScramUsers::read);
    }

    Optional<AclPlan> plan(KafkaSettings kafka) {
        return acl ? Optional.of(AclPlan.of(kafka, principals.all())) : Optional.empty();
    }

    static void show(AclPlan plan) {
        table(plan, true);
        plan.beyond()
                .forEach(binding -> System.out.printf(
                        "not needed: %s %s %s on %s %s%n",
                        binding.entry().principal(),
                        word(binding.entry().permissionType()),
                        word(binding.entry().operation()),
                        type(binding.pattern().resourceType()),
                        binding.pattern().name()));
        System.out.println(plan.missing() + " ACLs to create");
    }

    /** One line a row; {@code compared} says of each whether it is there. */
    static void table(AclPlan plan, boolean compared) {
        System.out.printf(LINE, "role", "principal", "on", "may", "");
        for (AclPlan.Step step : plan.steps()) {
            Grant grant = step.grant();
            System.out.printf(
                    LINE,
                    step.role(),
                    step.principal(),
                    type(grant.type()) + " " + grant.name() + (grant.prefix() ? "*" : ""),
                    words(grant.ordered()),
                    !compared ? "" : step.missing().isEmpty() ? "keep" : "create " + words(step.missing()));
        }
    }

    private static String words(List<AclOperation> operations) {
        return operations.stream().map(AclOptions::word).collect(Collectors.joining(", "));
    }

    private static String type(ResourceType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** As kafka-acls writes it, {@code DescribeConfigs} for {@code DESCRIBE_CONFIGS}. */
    static String word(Enum<?> constant) {
        return List.of(constant.name().split("_")).stream()
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
