package org.tocsin.enrich.quality;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.story.Stories;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Story;
import tools.jackson.databind.JsonNode;

/** Stories: articles about one event and no other. */
final class StoriesSection implements Section {
    /** An article and the story that it belongs to. */
    private record Sample(String story, EnrichedArticle article) {}

    @Override
    public String name() {
        return "stories";
    }

    @Override
    public String title() {
        return "Stories";
    }

    @Override
    public String about() {
        return """
                Articles grouped as they come, as `./tocsin stories` does. *UCI* is 2,169 headlines with the story that an
                aggregator gave them, which is often wider than an event (all headlines about one company's week) and cuts
                others in two (an exchange hacked, the same exchange bankrupt); *interleaved* is the same in a random order
                with one time for all, since the file has one story after another, which no stream has. *ECB+* is full texts
                without times, each topic with two events of the same kind, one to be kept from the other. *Addresses* are a
                president's daily ones of one year, each in two languages, which should be one story: all are about one war, so
                that little but the day tells two of them apart. *With merges*
                counts an article to the story that its own became a part of.
                The two halves hold whole stories each and are grouped by themselves; the settings were chosen with both in view,
                together with an unlabelled stream of headlines in which no story may grow into a whole country's news, so that
                the halves say how much a figure depends on the stories it is taken from, not what unseen data would give.
                In the file's own order articles come in runs, which grouping notices and uses; interleaved it cannot.""";
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        Tagger tagger = new Tagger();
        List<Sample> uci = uci(data, tagger, progress);
        List<Sample> interleaved = new ArrayList<>();
        for (Sample sample : uci) {
            interleaved.add(new Sample(
                    sample.story(),
                    tagger.tag(Samples.article(
                            sample.article().article().id(),
                            sample.article().article().title(),
                            "",
                            sample.article().article().source().id(),
                            Instant.EPOCH))));
        }
        Collections.shuffle(interleaved, new Random(1));
        List<List<String>> rows = new ArrayList<>();
        List<Sample> ecb = ecb(data, tagger, progress);
        rows.addAll(rows("UCI", uci));
        rows.addAll(rows("UCI, one half", half(uci, 0)));
        rows.addAll(rows("UCI, other half", half(uci, 1)));
        rows.addAll(rows("UCI interleaved", interleaved));
        rows.addAll(rows("ECB+", ecb));
        rows.addAll(rows("ECB+, one half", half(ecb, 0)));
        rows.addAll(rows("ECB+, other half", half(ecb, 1)));
        rows.addAll(rows("addresses in English and Ukrainian", addresses(data, tagger, progress)));
        return List.of(new Table(
                "",
                List.of(
                        "set",
                        "B-cubed precision",
                        "recall",
                        "F1",
                        "pairwise precision",
                        "recall",
                        "F1",
                        "stories",
                        "labelled"),
                rows));
    }

    /** Half of the stories, with both events of a topic of ECB+ in the same half. */
    private static List<Sample> half(List<Sample> samples, int which) {
        return samples.stream()
                .filter(sample -> Math.floorMod(sample.story().split("_", 2)[0].hashCode(), 2) == which)
                .toList();
    }

    private static List<List<String>> rows(String set, List<Sample> samples) {
        Stories stories = new Stories();
        Map<String, String> mergedInto = new HashMap<>();
        List<String> labelled = new ArrayList<>();
        List<String> atOnce = new ArrayList<>();
        for (Sample sample : samples) {
            Stories.Assignment assigned = stories.assign(sample.article(), atOnce.size() + 1);
            for (Story away : assigned.mergedAway()) {
                mergedInto.put(away.id(), away.mergedInto());
            }
            atOnce.add(assigned.story().id());
            labelled.add(sample.story());
        }
        List<String> merged = new ArrayList<>();
        for (String story : atOnce) {
            String now = story;
            for (String next = mergedInto.get(now); next != null; next = mergedInto.get(now)) {
                now = next;
            }
            merged.add(now);
        }
        return List.of(row(set + ", at once", atOnce, labelled), row(set + ", with merges", merged, labelled));
    }

    private static List<String> row(String set, List<String> found, List<String> labelled) {
        Grouping grouping = Grouping.of(found, labelled);
        return List.of(
                set,
                Score.share(grouping.precision()),
                Score.share(grouping.recall()),
                Score.share(grouping.f1()),
                Score.share(grouping.pairs().precision()),
                Score.share(grouping.pairs().recall()),
                Score.share(grouping.pairs().f1()),
                String.valueOf(grouping.groups()),
                String.valueOf(grouping.labelledGroups()));
    }

    private static List<Sample> uci(DataFolder data, Tagger tagger, Progress progress) throws IOException {
        List<String> lines = data.lines("stories/uci-news-aggregator-first12h.csv");
        List<Sample> samples = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = Samples.cells(line);
            samples.add(new Sample(
                    cells.get(5),
                    tagger.tag(Samples.article(
                            cells.get(0),
                            cells.get(1),
                            "",
                            cells.get(3),
                            Instant.ofEpochMilli(Long.parseLong(cells.get(7)))))));
            progress.step();
        }
        return samples;
    }

    /** Each address in both languages, in the order of their days. */
    private static List<Sample> addresses(DataFolder data, Tagger tagger, Progress progress) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (JsonNode item : data.objects("news/speeches-uk-en-2022.jsonl.gz")) {
            String id = item.path("id").asString();
            samples.add(new Sample(
                    id,
                    tagger.tag(Samples.article(
                            id + item.path("lang").asString(),
                            item.path("name").asString(),
                            item.path("text").asString(),
                            item.path("lang").asString(),
                            Instant.parse(item.path("date").asString().substring(0, 10) + "T12:00:00Z")))));
            progress.step();
        }
        samples.sort(Comparator.comparing(sample -> sample.article().article().published()));
        return samples;
    }

    private static List<Sample> ecb(DataFolder data, Tagger tagger, Progress progress) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (JsonNode item : data.objects("stories/ecbplus-topics-1-22.jsonl.gz")) {
            StringBuilder text = new StringBuilder();
            for (JsonNode sentence : item.path("sentences")) {
                if (!sentence.asString().startsWith("http :")) {
                    text.append(sentence.asString()).append(' ');
                }
            }
            samples.add(new Sample(
                    item.path("subtopic").asString(),
                    tagger.tag(
                            Samples.article(item.path("doc").asString(), "", text.toString(), "wire", Instant.EPOCH))));
            progress.step();
        }
        return samples;
    }
}
