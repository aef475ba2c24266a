package org.tocsin.app;

import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.alerts.explain.Explanation;
import org.tocsin.model.Json;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Why an alert went out. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Run an alert again from the log and say whether it comes out the same.")
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "ALERT", description = "Its id.")
    private String id;

    @Override
    public Integer call() {
        try (Options.Connection connection = options.connect()) {
            List<Explanation> explanations = Explanation.of(connection.kafka(), id);
            if (explanations.isEmpty()) {
                throw new Refusal("no alert " + id + " is in the log");
            }
            explanations.forEach(one -> System.out.println(Json.line(one)));
            return explanations.stream().allMatch(Explanation::same) ? Main.OK : Main.FAILED;
        }
    }
}
