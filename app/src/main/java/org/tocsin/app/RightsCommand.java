package org.tocsin.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.resource.ResourceType;
import org.tocsin.runtime.acl.AclPlan;
import org.tocsin.runtime.acl.Grant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The table of rights, for those who grant them by other means. */
@Command(
        name = "rights",
        mixinStandardHelpOptions = true,
        description = "Print the least that each role has to be allowed on a cluster. No cluster is asked.")
final class RightsCommand implements Callable<Integer> {
    /** How it is printed. */
    enum Format {
        table,
        commands
    }

    @Option(
            names = "--format",
            description =
                    "${COMPLETION-CANDIDATES}: rows, or calls of kafka-acls.sh to which the options that reach the"
                            + " cluster are added by the variable KAFKA_ACLS (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Mixin
    private AclOptions.Principals principals = new AclOptions.Principals();

    @Override
    public Integer call() {
        AclPlan plan = AclPlan.whole(principals.all());
        switch (format) {
            case table -> AclOptions.table(plan, false);
            case commands -> {
                System.out.println("# KAFKA_ACLS=\"kafka-acls.sh --bootstrap-server HOST:PORT --command-config FILE\"");
                plan.steps().forEach(step -> System.out.println(command(step.principal(), step.grant())));
            }
        }
        return Main.OK;
    }

    private static String command(String principal, Grant grant) {
        List<String> words = new ArrayList<>(List.of("$KAFKA_ACLS", "--add", "--allow-principal", quoted(principal)));
        grant.ordered().forEach(operation -> words.addAll(List.of("--operation", AclOptions.word(operation))));
        words.add(option(grant.type()));
        if (grant.type() != ResourceType.CLUSTER) {
            words.add(quoted(grant.name()));
        }
        if (grant.prefix()) {
            words.addAll(List.of("--resource-pattern-type", "prefixed"));
        }
        return String.join(" ", words);
    }

    private static String option(ResourceType type) {
        return switch (type) {
            case GROUP -> "--group";
            case TRANSACTIONAL_ID -> "--transactional-id";
            case CLUSTER -> "--cluster";
            default -> "--topic";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
