package org.tocsin.replay.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.knowledge.TopicNames;
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

    /** The column by which bars are drawn, of every study. */
    private static final int BAR = 2;

    /** Keys that are given as one text with line ends. */
    private static final String GIVEN = "(SELECT unnest(string_split(?, chr(10))) AS key) given";

    /**
     * {@link IllegalArgumentException} names what the question says and this study has no use for.
     *
     * @param graph whether a graph is asked for
     */
    public void check(Question question, boolean graph) {
        if (graph && !paired()) {
            throw new IllegalArgumentException(
                    "graphml is refused: " + this + " has no pairs; take cooccurrence or overlap");
        }
        if (question.every() != null && this != timeline) {
            throw new IllegalArgumentException("every is refused: of the studies only timeline has periods");
        }
        if (question.most() != null && this == timeline) {
            throw new IllegalArgumentException("most is refused: timeline has all its rows; choose with keys");
        }
        if (question.about() != null && question.keys().isEmpty() && this != timeline && this != cooccurrence) {
            throw new IllegalArgumentException("about is refused: " + this
                    + " is about stories; with keys too only articles count that have one of them");
        }
    }

    private boolean paired() {
        return this == cooccurrence || this == overlap;
    }

    /**
     * What a study is about. What is null is as if it had not been said, and has the default.
     *
     * @param about {@code topic} (the default), {@code entity}, {@code source} or {@code language}: what keys are
     * @param keys of that kind; for a timeline and for pairs those that are counted, else only articles with one of them
     *     count; empty for the commonest and for all articles
     * @param every {@code hour}, {@code day} (the default) or {@code week} of a timeline
     * @param most rows of the answer, the most important first (default 50); a timeline has all
     */
    public record Question(
            @Nullable String about,
            List<String> keys,
            @Nullable String every,
            @Nullable Integer most) {
        public Question {
            keys = List.copyOf(keys);
            check("about", about, List.of("topic", "entity", "source", "language"));
            check("every", every, List.of("hour", "day", "week"));
            if (most != null && (most < 1 || most > History.MAX_ROWS)) {
                throw new IllegalArgumentException("most " + most + " is refused; it must be 1 to 1,000,000");
            }
        }

        private static void check(String name, @Nullable String value, List<String> known) {
            if (value != null && !known.contains(value)) {
                throw new IllegalArgumentException(name + " " + value + " is refused; it must be among " + known);
            }
        }

        private String kind() {
            return about == null ? "topic" : about;
        }

        private String period() {
            return every == null ? "day" : every;
        }

        private int rows() {
            return most == null ? 50 : most;
        }

        /** Each article with each of its keys, once. */
        private String keyed() {
            return switch (kind()) {
                case "topic" -> "SELECT DISTINCT article, published, topic AS key FROM topics";
                case "entity" -> "SELECT DISTINCT article, published, entity AS key FROM mentions";
                case "source" -> "SELECT id AS article, published, source AS key FROM articles";
                default -> "SELECT id AS article, published, \"language\" AS key FROM articles";
            };
        }

        private String wanted(int commonest) {
            return keys.isEmpty()
                    ? "SELECT key FROM keyed GROUP BY key ORDER BY count(*) DESC, key LIMIT " + commonest
                    : "SELECT key FROM " + GIVEN;
        }

        /** The articles that count: those with one of the keys, all where there are none. */
        private String narrowed() {
            return keys.isEmpty()
                    ? "SELECT * FROM articles"
                    : "SELECT * FROM articles WHERE id IN (SELECT article FROM (%s) SEMI JOIN %s USING (key))"
                            .formatted(keyed(), GIVEN);
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
                        """.formatted(question.keyed(), question.wanted(KEYS), question.period()), question.values());
            case cooccurrence, overlap -> pairs(history, question, List.of());
            case first -> history.ask("""
                        WITH told AS (%s),
                          reports AS (SELECT story, source, min(published) AS reported FROM told
                            WHERE story <> '' AND source <> '' GROUP BY ALL),
                          shared AS (SELECT *, min(reported) OVER (PARTITION BY story) AS began,
                            count(*) OVER (PARTITION BY story) AS sources FROM reports)
                        SELECT source, count(*) AS stories, count(*) FILTER (WHERE reported = began) AS first,
                          count(*) FILTER (WHERE reported = began) / count(*)::DOUBLE AS share,
                          median(epoch(reported - began) / 60) AS median_lag_minutes,
                          quantile_cont(epoch(reported - began) / 60, 0.9) AS p90_lag_minutes
                        FROM shared WHERE sources > 1 GROUP BY source ORDER BY first DESC, stories DESC, source LIMIT %d
                        """.formatted(question.narrowed(), question.rows()), question.values());
            case stories -> history.ask("""
                        WITH told AS (%s),
                          numbered AS (SELECT *, row_number() OVER w AS number, count(*) OVER (PARTITION BY story) AS size
                            FROM told WHERE story <> '' WINDOW w AS (PARTITION BY story ORDER BY published, id))
                        SELECT story, arg_min(title, number) AS headline, count(*) AS articles,
                          count(DISTINCT source) AS sources, count(DISTINCT "language") AS languages,
                          min(published) AS first_seen, max(published) AS last_seen,
                          epoch(max(published) - min(published)) / 3600 AS hours,
                          epoch(min(published) FILTER (number * 2 >= size) - min(published)) / 3600 AS hours_to_half
                        FROM numbered GROUP BY story ORDER BY articles DESC, first_seen, story LIMIT %d
                        """.formatted(question.narrowed(), question.rows()), question.values());
        };
    }

    /** @param among both of a pair are of these; all rows then, else as many as the question wants */
    private Table pairs(History history, Question question, List<String> among) {
        String filter = among.isEmpty()
                ? ""
                : "WHERE one IN (SELECT key FROM %s) AND other IN (SELECT key FROM %s)".formatted(GIVEN, GIVEN);
        List<Object> values = new ArrayList<>(List.of(question.values()));
        if (!among.isEmpty()) {
            values.addAll(List.of(String.join("\n", among), String.join("\n", among)));
        }
        int rows = among.isEmpty() ? question.rows() : History.MAX_ROWS;
        String sql = this == cooccurrence
                ? """
                WITH keyed AS (%s), wanted AS (%s),
                  chosen AS (SELECT article, key FROM keyed SEMI JOIN wanted USING (key)),
                  sizes AS (SELECT key, count(*) AS n FROM chosen GROUP BY key),
                  pairs AS (SELECT a.key AS one, b.key AS other, count(*) AS n
                    FROM chosen a JOIN chosen b ON a.article = b.article AND a.key < b.key GROUP BY ALL)
                SELECT one, other, pairs.n AS articles,
                  pairs.n::DOUBLE * (SELECT count(*) FROM articles) / (s.n * t.n) AS lift,
                  pairs.n::DOUBLE / (s.n + t.n - pairs.n) AS jaccard
                FROM pairs JOIN sizes s ON s.key = one JOIN sizes t ON t.key = other %s
                ORDER BY articles DESC, one, other LIMIT %d
                """.formatted(question.keyed(), question.wanted(200), filter, rows)
                : """
                WITH told AS (%s),
                  reports AS (SELECT DISTINCT story, source FROM told WHERE story <> '' AND source <> ''),
                  sizes AS (SELECT source, count(*) AS n FROM reports GROUP BY source),
                  pairs AS (SELECT a.source AS one, b.source AS other, count(*) AS n
                    FROM reports a JOIN reports b ON a.story = b.story AND a.source < b.source GROUP BY ALL)
                SELECT one, other, pairs.n AS stories, pairs.n::DOUBLE / (s.n + t.n - pairs.n) AS jaccard
                FROM pairs JOIN sizes s ON s.source = one JOIN sizes t ON t.source = other %s
                ORDER BY stories DESC, one, other LIMIT %d
                """.formatted(question.narrowed(), filter, rows);
        return history.ask(sql, values.toArray());
    }

    /** Says of each key that no article has so, and what may be meant instead; empty when all are there. */
    public static List<String> absent(History history, Question question) {
        if (question.keys().isEmpty()) {
            return List.of();
        }
        String named = switch (question.kind()) {
            case "entity" -> "SELECT DISTINCT entity AS key, \"name\" FROM mentions";
            case "source" -> "SELECT DISTINCT source AS key, source_name AS \"name\" FROM articles";
            default -> "SELECT DISTINCT key, key AS \"name\" FROM keyed";
        };
        Table missing = history.ask("""
                WITH keyed AS (%s), named AS (%s), missing AS (SELECT key FROM %s ANTI JOIN keyed USING (key))
                SELECT missing.key, min(named.key) FROM missing LEFT JOIN named
                  ON lower(missing.key) = lower(named.key) OR lower(missing.key) = lower(named."name")
                GROUP BY missing.key ORDER BY missing.key
                """.formatted(question.keyed(), named, GIVEN), question.values());
        return missing.rows().stream()
                .map(row -> "no article has the " + question.kind() + " " + row.get(0)
                        + (row.get(1) == null ? "" : "; is " + row.get(1) + " meant?"))
                .toList();
    }

    /**
     * The answer for people to read: topics, entities and sources by their names, the commonest where there are several; with
     * the id where two have the same.
     */
    public Table named(History history, Question question, Table table, TopicNames topics) {
        int keys = paired() ? 2 : this == stories ? 0 : 1;
        int begin = this == timeline ? 1 : 0;
        String kind = this == first || this == overlap ? "source" : question.kind();
        Map<String, String> names = names(history, kind);
        Map<String, String> shown = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (List<@Nullable Object> row : table.rows()) {
            for (Object key : row.subList(begin, begin + keys)) {
                String id = String.valueOf(key);
                String name = kind.equals("topic") ? topics.name(id) : names.getOrDefault(id, id);
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

    private static Map<String, String> names(History history, String kind) {
        String sql = switch (kind) {
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

    /**
     * The answer as bars of characters: for {@code first} of the stories that a source reported first, else of articles or
     * stories.
     *
     * @param named the answer by {@link #named}
     */
    public String plot(Table named) {
        int begin = this == stories ? 1 : 0;
        int end = this == first ? 1 : 2;
        List<List<@Nullable Object>> bars = new ArrayList<>();
        for (List<@Nullable Object> row : named.rows()) {
            List<@Nullable Object> bar = new ArrayList<>(row.subList(begin, end));
            bar.add(row.get(BAR));
            bars.add(bar);
        }
        List<String> columns = new ArrayList<>(named.columns().subList(begin, end));
        columns.add(named.columns().get(BAR));
        return new Table(columns, bars).plot();
    }

    /** The answer as a picture (SVG); of pairs with all between those that are shown, also such as the answer leaves out. */
    public String picture(History history, Question question, Table table, TopicNames topics) {
        Table all = paired() && !table.rows().isEmpty() ? pairs(history, question, shown(table)) : table;
        Table named = named(history, question, all, topics);
        return switch (this) {
            case timeline -> Svg.lines("Articles over time", named);
            case cooccurrence -> Svg.matrix("Named together", named);
            case first -> Svg.bars("Stories reported first", named, 0, BAR);
            case stories -> Svg.bars("Articles of a story", named, 1, BAR);
            case overlap -> Svg.matrix("Stories in common", named);
        };
    }

    private static List<String> shown(Table pairs) {
        return pairs.rows().stream()
                .flatMap(row -> row.subList(0, 2).stream())
                .map(String::valueOf)
                .distinct()
                .limit(Svg.MOST_ROWS)
                .toList();
    }

    /**
     * Pairs as an undirected graph in GraphML, each node with its id and its name.
     *
     * @param named the same rows by {@link #named}
     */
    public String graph(Table table, Table named) {
        return GraphMl.of(table, named);
    }
}
