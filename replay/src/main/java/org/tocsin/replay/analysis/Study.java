package org.tocsin.replay.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.topic.MediaTopics;
import org.tocsin.replay.sql.History;
import org.tocsin.replay.sql.Table;

/** A question about a time of the log that has its method and its picture ready. Articles count once, by their latest revision. */
public enum Study {
    /** Articles in each hour, day or week, for each key. */
    timeline,
    /**
     * Pairs of keys in the same article. Lift is how many times as often as if they had nothing to do with each other
     * (Brin et al. 1997); jaccard is the share of the articles of either that have both.
     */
    cooccurrence,
    /** Which sources report stories of several sources first, and how many minutes behind the first the others are. */
    first,
    /** How stories live: their length, their sources, when half of their articles were there. */
    stories,
    /** Which sources report the same stories: jaccard is the share of the stories of either that both have. */
    overlap;

    private static final int KEYS = 8;

    /**
     * What a study is about.
     *
     * @param of {@code topic}, {@code entity}, {@code source} or {@code language}
     * @param keys of that kind; empty for the commonest
     * @param every {@code hour}, {@code day} or {@code week} of a timeline
     * @param most rows of the answer, the most important first; of a timeline all
     */
    public record Question(String of, List<String> keys, String every, int most) {
        public Question {
            keys = List.copyOf(keys);
            check("of", of, List.of("topic", "entity", "source", "language"));
            check("every", every, List.of("hour", "day", "week"));
            if (most < 1 || most > History.MAX_ROWS) {
                throw new IllegalArgumentException("most " + most + " is refused; it must be 1 to 1,000,000");
            }
        }

        private static void check(String name, String value, List<String> known) {
            if (!known.contains(value)) {
                throw new IllegalArgumentException(name + " " + value + " is refused; it must be among " + known);
            }
        }

        /** Each article with each of its keys, once. */
        private String keyed() {
            return switch (of) {
                case "topic" -> "SELECT DISTINCT article, published, topic AS key FROM topics";
                case "entity" -> "SELECT DISTINCT article, published, entity AS key FROM mentions";
                case "source" -> "SELECT id AS article, published, source AS key FROM articles";
                default -> "SELECT id AS article, published, \"language\" AS key FROM articles";
            };
        }

        private String wanted(int commonest) {
            return keys.isEmpty()
                    ? "SELECT key FROM keyed GROUP BY key ORDER BY count(*) DESC, key LIMIT " + commonest
                    : "SELECT unnest(string_split(?, chr(10))) AS key";
        }

        private Object[] values() {
            return keys.isEmpty() ? new Object[0] : new Object[] {String.join("\n", keys)};
        }
    }

    /** The answer as a table. */
    public Table of(History history, Question question) {
        return switch (this) {
            case timeline ->
                history.ask(
                        """
                        WITH keyed AS (%s), wanted AS (%s)
                        SELECT date_trunc('%s', published) AS time, key, count(*) AS articles
                        FROM keyed SEMI JOIN wanted USING (key) GROUP BY ALL ORDER BY time, key
                        """.formatted(question.keyed(), question.wanted(KEYS), question.every()), question.values());
            case cooccurrence ->
                history.ask("""
                        WITH keyed AS (%s), wanted AS (%s),
                          chosen AS (SELECT article, key FROM keyed SEMI JOIN wanted USING (key)),
                          sizes AS (SELECT key, count(*) AS n FROM chosen GROUP BY key),
                          pairs AS (SELECT a.key AS one, b.key AS other, count(*) AS n
                            FROM chosen a JOIN chosen b ON a.article = b.article AND a.key < b.key GROUP BY ALL)
                        SELECT one, other, pairs.n AS articles,
                          pairs.n::DOUBLE * (SELECT count(*) FROM articles) / (s.n * t.n) AS lift,
                          pairs.n::DOUBLE / (s.n + t.n - pairs.n) AS jaccard
                        FROM pairs JOIN sizes s ON s.key = one JOIN sizes t ON t.key = other
                        ORDER BY articles DESC, one, other LIMIT %d
                        """.formatted(question.keyed(), question.wanted(200), question.most()), question.values());
            case first -> history.ask("""
                        WITH reports AS (SELECT story, source, min(published) AS reported FROM articles
                            WHERE story <> '' AND source <> '' GROUP BY ALL),
                          shared AS (SELECT *, min(reported) OVER (PARTITION BY story) AS began,
                            count(*) OVER (PARTITION BY story) AS sources FROM reports)
                        SELECT source, count(*) AS stories, count(*) FILTER (WHERE reported = began) AS first,
                          count(*) FILTER (WHERE reported = began) / count(*)::DOUBLE AS share,
                          median(epoch(reported - began) / 60) AS median_lag_minutes,
                          quantile_cont(epoch(reported - began) / 60, 0.9) AS p90_lag_minutes
                        FROM shared WHERE sources > 1 GROUP BY source ORDER BY first DESC, stories DESC, source LIMIT %d
                        """.formatted(question.most()));
            case stories -> history.ask("""
                        WITH numbered AS (SELECT *, row_number() OVER w AS number, count(*) OVER (PARTITION BY story) AS size
                            FROM articles WHERE story <> '' WINDOW w AS (PARTITION BY story ORDER BY published, id))
                        SELECT story, arg_min(title, number) AS headline, count(*) AS articles,
                          count(DISTINCT source) AS sources, count(DISTINCT "language") AS languages,
                          min(published) AS first_seen, max(published) AS last_seen,
                          epoch(max(published) - min(published)) / 3600 AS hours,
                          epoch(min(published) FILTER (number * 2 >= size) - min(published)) / 3600 AS hours_to_half
                        FROM numbered GROUP BY story ORDER BY articles DESC, first_seen, story LIMIT %d
                        """.formatted(question.most()));
            case overlap -> history.ask("""
                        WITH reports AS (SELECT DISTINCT story, source FROM articles WHERE story <> '' AND source <> ''),
                          sizes AS (SELECT source, count(*) AS n FROM reports GROUP BY source),
                          pairs AS (SELECT a.source AS one, b.source AS other, count(*) AS n
                            FROM reports a JOIN reports b ON a.story = b.story AND a.source < b.source GROUP BY ALL)
                        SELECT one, other, pairs.n AS stories, pairs.n::DOUBLE / (s.n + t.n - pairs.n) AS jaccard
                        FROM pairs JOIN sizes s ON s.source = one JOIN sizes t ON t.source = other
                        ORDER BY stories DESC, one, other LIMIT %d
                        """.formatted(question.most()));
        };
    }

    /**
     * The answer for people to read: topics, entities and sources by their names, the commonest where there are several; with
     * the id where two have the same.
     */
    public Table named(History history, Question question, Table table) {
        int keys = this == cooccurrence || this == overlap ? 2 : this == stories ? 0 : 1;
        int begin = this == timeline ? 1 : 0;
        Map<String, String> names = names(history, this == first || this == overlap ? "source" : question.of());
        Map<String, String> shown = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (List<@Nullable Object> row : table.rows()) {
            for (Object key : row.subList(begin, begin + keys)) {
                String id = String.valueOf(key);
                String name = MediaTopics.name(names.getOrDefault(id, id));
                shown.put(id, name.isEmpty() ? id : name);
                if (!ids.computeIfAbsent(shown.getOrDefault(id, id), one -> id).equals(id)) {
                    twice.add(name);
                }
            }
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : table.rows()) {
            List<@Nullable Object> told = new ArrayList<>(row);
            for (int i = begin; i < begin + keys; i++) {
                String id = String.valueOf(row.get(i));
                String name = shown.getOrDefault(id, id);
                told.set(i, twice.contains(name) && !name.equals(id) ? name + " (" + id + ")" : name);
            }
            rows.add(told);
        }
        return new Table(table.columns(), rows);
    }

    private static Map<String, String> names(History history, String of) {
        String sql = switch (of) {
            case "entity" -> "SELECT entity, mode(\"name\") FROM mentions GROUP BY entity";
            case "source" -> "SELECT source, mode(source_name) FROM articles GROUP BY source";
            default -> "";
        };
        Map<String, String> names = new HashMap<>();
        if (!sql.isEmpty()) {
            history.ask(sql).rows().forEach(row -> names.put(String.valueOf(row.get(0)), String.valueOf(row.get(1))));
        }
        return names;
    }

    /** The answer as a picture (SVG). */
    public String picture(Table table) {
        return switch (this) {
            case timeline -> Svg.lines("Articles over time", table);
            case cooccurrence -> Svg.matrix("Named together", table);
            case first -> Svg.bars("Stories reported first", table, 0, 2);
            case stories -> Svg.bars("Articles of a story", table, 1, 2);
            case overlap -> Svg.matrix("Stories in common", table);
        };
    }

    /**
     * Pairs as an undirected graph in GraphML, each node with its id and its name.
     *
     * @param named the same rows by {@link #named}
     * @throws IllegalArgumentException for a study that has no pairs
     */
    public String graph(Table table, Table named) {
        if (this != cooccurrence && this != overlap) {
            throw new IllegalArgumentException(
                    this + " has no pairs, so there is no graph of it; take cooccurrence or overlap");
        }
        Map<String, String> nodes = new LinkedHashMap<>();
        StringBuilder edges = new StringBuilder();
        for (int i = 0; i < table.rows().size(); i++) {
            var row = table.rows().get(i);
            for (int side = 0; side < 2; side++) {
                nodes.putIfAbsent(
                        String.valueOf(row.get(side)),
                        String.valueOf(named.rows().get(i).get(side)));
            }
            edges.append("    <edge source=\"%s\" target=\"%s\"><data key=\"weight\">%s</data></edge>\n"
                    .formatted(
                            Svg.escaped(String.valueOf(row.get(0))),
                            Svg.escaped(String.valueOf(row.get(1))),
                            String.format(Locale.ROOT, "%.0f", Table.number(row.get(2)))));
        }
        StringBuilder text = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
                  <key id="label" for="node" attr.name="label" attr.type="string"/>
                  <key id="weight" for="edge" attr.name="weight" attr.type="double"/>
                  <graph edgedefault="undirected">
                """);
        nodes.forEach((id, name) -> text.append("    <node id=\"%s\"><data key=\"label\">%s</data></node>\n"
                .formatted(Svg.escaped(id), Svg.escaped(name))));
        return text.append(edges).append("  </graph>\n</graphml>\n").toString();
    }
}
