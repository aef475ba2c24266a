package org.tocsin.enrich.entity;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tocsin.enrich.entity.Annotated.Mark;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.Progress;
import org.tocsin.enrich.quality.Score;
import org.tocsin.enrich.quality.Section;
import org.tocsin.enrich.quality.Table;
import org.tocsin.model.Article;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import tools.jackson.databind.JsonNode;

/** Mentions by type and language, and whether an entity has the same id in all languages. */
public final class EntitiesSection implements Section {
    private static final int FOLDS = 5;
    private static final long SEED = 7;

    @Override
    public String name() {
        return "entities";
    }

    @Override
    public String title() {
        return "Entities";
    }

    @Override
    public String about() {
        return """
                A mention is right when start, end and type are those of the annotation. English news (`ner/news-en`) is
                measured by cross-validation in five parts: the model that tags a text has not been trained on it. The other
                sets (`ner/slavic`, `ner/uk`, `ner/nerel-ru-dev`, `ner/klue-ko`) were annotated by other rules and are used for
                nothing but measuring: of their labels those that are types here count, and of what is found those types;
                of names within names the outer ones count. Peoples and lower-case adjectives, which they leave
                out, are not counted. In these languages what is listed is found; of `ner/uk` much is fiction and of
                `ner/klue-ko` much film and sport, whose people no list has.

                Linking: of the entities of `ner/slavic` that are mentioned in two languages, how many have an id in both, and
                how many of those the same one; of the ids found in an English address (`news/speeches-uk-en-2022`), how many
                are found in the Ukrainian text of it.
                """;
    }

    @Override
    public List<Table> measure(DataFolder data, Progress progress) throws IOException {
        List<Table> tables = new ArrayList<>();
        tables.add(english(data, progress));
        EntityTagger tagger = EntityTagger.shipped();
        Map<String, Map<String, Set<String>>> ids = new TreeMap<>();
        for (String language : List.of("ru", "uk", "pl", "cs")) {
            List<AnnotatedSets.Linked> texts = AnnotatedSets.slavic(data, language);
            ids.put(language, linked(tagger, language, texts));
            tables.add(table(
                    "Slavic news, " + language,
                    scores(
                            tagger,
                            language,
                            texts.stream().map(AnnotatedSets.Linked::text).toList(),
                            6,
                            progress)));
        }
        tables.add(table("Ukrainian", scores(tagger, "uk", AnnotatedSets.ukrainian(data), 3, progress)));
        tables.add(table("Russian", scores(tagger, "ru", AnnotatedSets.nerel(data), 3, progress)));
        tables.add(table("Korean", scores(tagger, "ko", AnnotatedSets.korean(data), 3, progress)));
        tables.add(linking(ids));
        tables.add(addresses(data, tagger));
        return tables;
    }

    private static Table english(DataFolder data, Progress progress) throws IOException {
        KnowledgeBase knowledge = EntityTagger.shipped().knowledge();
        List<Annotated> texts = Annotated.news(data.root());
        Score[] scores = none();
        for (int fold = 0; fold < FOLDS; fold++) {
            Training training = new Training(knowledge);
            List<Annotated> kept = new ArrayList<>();
            for (Annotated text : texts) {
                if (Math.floorMod(text.id().hashCode(), FOLDS) == fold) {
                    kept.add(text);
                } else {
                    training.add(text, 1);
                }
            }
            EntityTagger tagger = new EntityTagger(knowledge, training.train(SEED));
            Score[] more = scores(tagger, "en", kept, KnowledgeBase.TYPES.size(), progress);
            for (int type = 0; type < scores.length; type++) {
                scores[type] = scores[type].plus(more[type]);
            }
        }
        return table("English news", scores);
    }

    private static Score[] none() {
        Score[] scores = new Score[KnowledgeBase.TYPES.size()];
        java.util.Arrays.fill(scores, Score.NONE);
        return scores;
    }

    /** Scores by type; of the types from {@code types} on nothing is asked, and peoples only in English. */
    private static Score[] scores(
            EntityTagger tagger, String language, List<Annotated> texts, int types, Progress progress) {
        Score[] scores = none();
        for (Annotated text : texts) {
            Set<Mark> labelled = new HashSet<>(text.marks());
            Set<Mark> found = new HashSet<>();
            int second = text.text().indexOf('\n') + 1;
            for (Mention mention : tagger.mentions(text.readings(language, tagger.knowledge()))) {
                int type = KnowledgeBase.TYPES.indexOf(mention.type());
                int shift = mention.field().equals("summary") ? second : 0;
                boolean asked = type < types && (language.equals("en") || type != KnowledgeBase.GROUP);
                if (asked
                        && (language.equals("en")
                                || !Character.isLowerCase(mention.surface().charAt(0)))) {
                    found.add(new Mark(mention.start() + shift, mention.end() + shift, type));
                }
            }
            for (Mark mark : found) {
                scores[mark.type()] = scores[mark.type()].plus(new Score(labelled.contains(mark) ? 1 : 0, 1, 0));
            }
            for (Mark mark : labelled) {
                scores[mark.type()] = scores[mark.type()].plus(new Score(0, 0, 1));
            }
            progress.step();
        }
        return scores;
    }

    private static Table table(String caption, Score[] scores) {
        List<List<String>> rows = new ArrayList<>();
        Score all = Score.NONE;
        for (int type = 0; type < scores.length; type++) {
            if (scores[type].labelled() > 0) {
                rows.add(Table.row(KnowledgeBase.TYPES.get(type), scores[type]));
                all = all.plus(scores[type]);
            }
        }
        rows.add(Table.row("all", all));
        return new Table("**" + caption + "**", Table.scoreColumns("type"), rows);
    }

    /** By the annotators' id, the ids that its mentions were given, the most frequent one only. */
    private static Map<String, Set<String>> linked(
            EntityTagger tagger, String language, List<AnnotatedSets.Linked> texts) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        for (AnnotatedSets.Linked linked : texts) {
            Map<Integer, String> found = new HashMap<>();
            int second = linked.text().text().indexOf('\n') + 1;
            for (Mention mention : tagger.mentions(linked.text().readings(language, tagger.knowledge()))) {
                if (mention.entity() != null) {
                    found.put(mention.start() + (mention.field().equals("summary") ? second : 0), mention.entity());
                }
            }
            for (int i = 0; i < linked.ids().size(); i++) {
                String id = found.get(linked.text().marks().get(i).start());
                Map<String, Integer> count = counts.computeIfAbsent(linked.ids().get(i), key -> new TreeMap<>());
                if (id != null) {
                    count.merge(id, 1, Integer::sum);
                }
            }
        }
        Map<String, Set<String>> most = new TreeMap<>();
        counts.forEach((id, count) -> most.put(
                id,
                count.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(entry -> Set.of(entry.getKey()))
                        .orElse(Set.of())));
        return most;
    }

    private static Table linking(Map<String, Map<String, Set<String>>> ids) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (List<String> pair : List.of(
                List.of("ru", "uk"),
                List.of("ru", "pl"),
                List.of("uk", "pl"),
                List.of("pl", "cs"),
                List.of("ru", "cs"))) {
            int both = 0;
            int known = 0;
            int same = 0;
            Map<String, Set<String>> second = ids.getOrDefault(pair.getLast(), Map.of());
            for (Map.Entry<String, Set<String>> entry :
                    ids.getOrDefault(pair.getFirst(), Map.of()).entrySet()) {
                Set<String> other = second.get(entry.getKey());
                if (other != null) {
                    both++;
                    if (!entry.getValue().isEmpty() && !other.isEmpty()) {
                        known++;
                        same += entry.getValue().equals(other) ? 1 : 0;
                    }
                }
            }
            rows.add(row(String.join(" and ", pair), both, known, same));
        }
        return new Table(
                "**Linking across languages**",
                List.of("languages", "entities in both", "with an id in both", "the same id", "share"),
                rows);
    }

    private static List<String> row(String languages, int both, int known, int same) {
        return List.of(
                languages,
                String.valueOf(both),
                String.valueOf(known),
                String.valueOf(same),
                Score.share(known == 0 ? 0 : (double) same / known));
    }

    private static Table addresses(DataFolder data, EntityTagger tagger) throws IOException {
        Map<String, Map<String, Set<String>>> byAddress = new TreeMap<>();
        for (JsonNode line : data.objects("news/speeches-uk-en-2022.jsonl.gz")) {
            String language = line.path("lang").asString("").equals("en") ? "en" : "uk";
            Set<String> found = new HashSet<>();
            for (Mention mention :
                    tagger.tag(article(language, line.path("text").asString("")))) {
                if (mention.entity() != null) {
                    found.add(mention.entity());
                }
            }
            byAddress
                    .computeIfAbsent(line.path("id").asString(""), key -> new TreeMap<>())
                    .put(language, found);
        }
        int english = 0;
        int same = 0;
        for (Map<String, Set<String>> address : byAddress.values()) {
            Set<String> one = address.get("en");
            Set<String> other = address.get("uk");
            if (one != null && other != null) {
                english += one.size();
                same += (int) one.stream().filter(other::contains).count();
            }
        }
        return new Table(
                "**Linking in the two languages of an address**",
                List.of("ids in the English text", "in the Ukrainian one too", "share"),
                List.of(List.of(
                        String.valueOf(english),
                        String.valueOf(same),
                        Score.share(english == 0 ? 0 : (double) same / english))));
    }

    private static Article article(String language, String body) {
        return new Article(
                "",
                1,
                "",
                "",
                "",
                body,
                language,
                List.of(),
                new Source("", "", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.BACKFILL,
                false,
                List.of(),
                "",
                "");
    }
}
