package org.tocsin.app;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.explain.Explanation;
import org.tocsin.model.Json;
import org.tocsin.replay.explain.TagExplanation;
import org.tocsin.runtime.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why an alert went out, or an article was tagged as it was. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Run an alert, or the tagging of an article, again from the log with the versions of its time, and say"
                        + " whether it comes out the same.")
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "ID", description = "Of an alert or an article.")
    private String id;

    @Option(
            names = "--tag",
            paramLabel = "ID",
            description = "Of an article only this topic or entity (default: all of them).")
    private @Nullable String tag;

    @Option(names = "--revision", paramLabel = "N", description = "Of an article this one (default: the latest).")
    private int revision;

    @Override
    public Integer call() {
        try (Options.Connection connection = options.connect()) {
            List<Explanation> alerts =
                    tag == null && revision == 0 ? Explanation.of(connection.kafka(), id) : List.of();
            if (!alerts.isEmpty()) {
                alerts.forEach(one -> System.out.println(Json.line(one)));
                return alerts.stream().allMatch(Explanation::same) ? Main.OK : Main.FAILED;
            }
            TagExplanation tags;
            try (Progress progress = new Progress("Looking for " + id)) {
                tags = TagExplanation.of(connection.kafka(), id, revision, tag, progress)
                        .orElseThrow(() -> new Refusal("neither an alert nor an article " + id + " is in the log"));
            }
            System.out.println(Json.line(tags));
            return tags.same() ? Main.OK : Main.FAILED;
        }
    }
}
