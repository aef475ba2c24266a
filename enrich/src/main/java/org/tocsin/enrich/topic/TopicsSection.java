package org.tocsin.enrich.topic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.Progress;
import org.tocsin.enrich.quality.Score;
import org.tocsin.enrich.quality.Section;
import org.tocsin.enrich.quality.Table;
import org.tocsin.enrich.topic.LabelledNews.Item;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;

/** The shipped topics against labels made by reading. */
public final class TopicsSection implements Section {
    private final Supplier<Function<Article, EnrichedArticle>> tagger;

    /** Measures what {@code tagger} makes; it is asked for when there is something to measure. */
    public TopicsSection(Supplier<Function<Article, EnrichedArticle>> tagger) {
        this.tagger = tagger;
    }

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public String title() {
        return "Topics";
    }

    @Override
    public String about() {
        return """
                The fifteen shipped topics on news of several outlets and languages (`news`), each labelled by reading with the
                topics that it must carry and those that it may, which count neither way. The labels stand in
                `enrich/src/main/resources/org/tocsin/enrich/topic/labels.tsv`, the texts in the data alone. The part *dev* was
                used to write the queries; *held* was not looked at until they stood.
                """;
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        List<Item> items = LabelledNews.read(data);
        Function<Article, EnrichedArticle> tag = tagger.get();
        Map<String, Map<String, Score>> parts = new TreeMap<>();
        Map<String, Integer> sizes = new HashMap<>();
        for (Item item : items) {
            Map<String, Score> part = parts.computeIfAbsent(item.part(), key -> new TreeMap<>());
            item.scores(tag.apply(item.article()).topics())
                    .forEach((topic, score) -> part.merge(topic, score, Score::plus));
            sizes.merge(item.part(), 1, Integer::sum);
            progress.step();
        }
        List<Table> tables = new ArrayList<>();
        List<List<String>> whole = new ArrayList<>();
        Score all = Score.NONE;
        for (Map.Entry<String, Map<String, Score>> part : parts.entrySet()) {
            Score sum = part.getValue().values().stream().reduce(Score.NONE, Score::plus);
            whole.add(Table.row(part.getKey() + ", " + sizes.get(part.getKey()) + " articles", sum));
            all = all.plus(sum);
        }
        whole.add(Table.row("both, " + items.size() + " articles", all));
        tables.add(new Table("", Table.scoreColumns("part"), whole));
        parts.forEach((part, scores) -> tables.add(new Table(
                "**" + part + ", by topic**",
                Table.scoreColumns("topic"),
                scores.entrySet().stream()
                        .map(entry -> Table.row(entry.getKey(), entry.getValue()))
                        .toList())));
        return tables;
    }
}
