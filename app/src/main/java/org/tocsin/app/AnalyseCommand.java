package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.replay.analysis.Study;
import org.tocsin.replay.sql.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ready-made studies of history. */
@Command(
        name = "analyse",
        mixinStandardHelpOptions = true,
        description = {
            "Study an export, or a time of the log: timelines of topics, entities, sources and languages; what is named"
                    + " together; who reports first and how far behind the others are; how stories live; which sources"
                    + " report the same."
        },
        footer = {
            "",
            "  tocsin analyse timeline --key kursk --key prisoners-of-war --every week --svg timeline.svg",
            "  tocsin analyse cooccurrence --about entity --graphml names.graphml",
            "  tocsin analyse first --as csv"
        })
final class AnalyseCommand implements Callable<Integer> {
    @Mixin
    private HistoryOptions history;

    @Parameters(paramLabel = "STUDY", description = "timeline, cooccurrence, first, stories or overlap.")
    private Study study;

    @Option(names = "--about", description = "What keys are: topic, entity, source or language (default: topic).")
    private @Nullable String about;

    @Option(
            names = "--key",
            paramLabel = "ID",
            description =
                    "Id of a topic, entity, source or language: what a timeline and cooccurrence count (default: the"
                            + " commonest); of first, stories and overlap only articles count that have one.")
    private List<String> keys = List.of();

    @Option(names = "--every", description = "hour, day or week of a timeline (default: day).")
    private @Nullable String every;

    @Option(names = "--most", paramLabel = "N", description = "Rows of the answer, not of a timeline (default: 50).")
    private @Nullable Integer most;

    @Option(names = "--svg", paramLabel = "FILE", description = "Also write a picture.")
    private @Nullable Path svg;

    @Option(names = "--graphml", paramLabel = "FILE", description = "Also write the pairs as a graph.")
    private @Nullable Path graph;

    @Override
    public Integer call() throws IOException {
        Study.Question question = new Study.Question(about, keys, every, most);
        study.check(question, graph != null);
        OutFile.check(svg);
        OutFile.check(graph);
        history.with(true, (open, topics) -> {
            Table table = study.of(open, question);
            Table named = study.named(open, question, table, topics);
            history.print(table, named, () -> study.plot(named));
            Study.absent(open, question).forEach(one -> System.err.println("tocsin: " + one));
            if (svg != null) {
                Files.writeString(svg, study.picture(open, question, table, topics));
            }
            if (graph != null) {
                Files.writeString(graph, study.graph(table, named));
            }
        });
        return Main.OK;
    }
}
