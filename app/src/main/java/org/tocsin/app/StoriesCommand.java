package org.tocsin.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.story.Stories;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Story;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stories and near-duplicates of articles, without a broker: the grouping of the pipeline, in the order of the input. */
@Command(
        name = "stories",
        mixinStandardHelpOptions = true,
        description = {
            "Group articles into stories and find near-duplicates (NDJSON in, NDJSON out), without a broker.",
            "Answers when the whole input is read, so that each line names the story that its own has become a part of."
        })
final class StoriesCommand implements Callable<Integer> {
    @Mixin
    private KnowledgeOption known = new KnowledgeOption();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "NDJSON; standard input without it.")
    private String file = "-";

    @Option(
            names = "--at-once",
            description = "Answer each line at once, with the story as it is then, as the pipeline does.")
    private boolean atOnce;

    private final Stories stories = new Stories();
    private final Map<String, String> mergedInto = new HashMap<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private long sequence;

    /** What a line said of an article: how its id was given, its text, and the last revision. */
    private record Seen(Object id, String contentHash, int revision) {}

    private record Grouped(String id, @JsonProperty("new") boolean opened) {}

    private record Answer(
            Object id, Grouped story, @Nullable Object duplicateOf) {}

    @Override
    public Integer call() throws Exception {
        Tagger tagger = new Tagger(known.knowledge());
        return OfflineArticles.answerInOrder(file, tagger::tag, this::group, !atOnce);
    }

    private Supplier<Object> group(Object id, EnrichedArticle given) {
        String article = given.article().id();
        Seen before = seen.get(article);
        boolean repeat =
                before != null && before.contentHash().equals(given.article().contentHash());
        int revision = before == null ? 1 : before.revision() + 1;
        seen.put(
                article,
                new Seen(before == null ? id : before.id(), given.article().contentHash(), revision));
        EnrichedArticle numbered = EnrichedArticle.tagged(
                given.article().withRevision(revision, List.of()),
                given.mentions(),
                given.topics(),
                given.knowledgeVersion());
        Stories.Assignment assigned = stories.assign(numbered, ++sequence);
        for (Story away : assigned.mergedAway()) {
            mergedInto.put(away.id(), away.mergedInto());
        }
        Seen original = repeat ? before : seen.get(assigned.duplicateOf());
        String story = assigned.story().id();
        return () ->
                new Answer(id, new Grouped(current(story), assigned.opened()), original == null ? null : original.id());
    }

    private String current(String story) {
        String now = story;
        for (String next = mergedInto.get(now); next != null; next = mergedInto.get(now)) {
            now = next;
        }
        return now;
    }
}
