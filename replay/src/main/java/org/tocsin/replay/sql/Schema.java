package org.tocsin.replay.sql;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tocsin.model.Json;

/** How the records of an export read as tables: the columns of files, and the views over them. */
public final class Schema {
    private static final String TOPICS = "STRUCT(id VARCHAR, version INTEGER, score DOUBLE, threshold DOUBLE)[]";
    private static final String MENTIONS =
            "STRUCT(entity VARCHAR, \"name\" VARCHAR, type VARCHAR, field VARCHAR, \"start\" INTEGER, \"end\" INTEGER, surface VARCHAR, latitude DOUBLE, longitude DOUBLE, confidence DOUBLE)[]";
    private static final String ARTICLE =
            "STRUCT(id VARCHAR, revision INTEGER, url VARCHAR, title VARCHAR, summary VARCHAR, body VARCHAR, \"language\" VARCHAR, authors VARCHAR[], source STRUCT(id VARCHAR, \"name\" VARCHAR, \"domain\" VARCHAR, country VARCHAR, publisher VARCHAR), published VARCHAR, ingested VARCHAR, origin VARCHAR, retracted BOOLEAN, categories VARCHAR[])";

    /** What can be asked of an export, each with what a row is. */
    public static final List<String> VIEWS = List.of("articles", "mentions", "topics", "stories", "alerts");

    /** A file that holds no records. */
    static final Path NOTHING = Path.of("/dev/null");

    private Schema() {}

    /** A path as a string of SQL. */
    public static String quoted(Path path) {
        return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }

    /** A file to be read as a string of SQL; in such, unlike in those to be written, DuckDB looks for wildcards. */
    public static String file(Path path) {
        return quoted(path).replaceAll("[\\[*?]", "[$0]");
    }

    /** Reads files of NDJSON in the form of the log. */
    public static String ndjson(String kind, String files) {
        String columns = kind.equals("articles")
                ? "article: '" + ARTICLE + "', mentions: '" + MENTIONS + "', topics: '" + TOPICS
                        + "', story: 'VARCHAR', storyNew: 'BOOLEAN', storySources: 'INTEGER', storyMerged: 'VARCHAR[]', duplicateOf: 'VARCHAR', \"sequence\": 'BIGINT', burst: 'DOUBLE', knowledgeVersion: 'VARCHAR'"
                : "id: 'VARCHAR', kind: 'VARCHAR', subscription: 'VARCHAR', subscriptionName: 'VARCHAR', subscriptionVersion: 'INTEGER', article: 'VARCHAR', revision: 'INTEGER', \"offset\": 'BIGINT', story: 'VARCHAR', title: 'VARCHAR', url: 'VARCHAR', \"language\": 'VARCHAR', source: 'VARCHAR', origin: 'VARCHAR', published: 'VARCHAR', ingested: 'VARCHAR', created: 'VARCHAR', lateBy: 'BIGINT', topics: '"
                        + TOPICS
                        + "', score: 'DOUBLE', threshold: 'DOUBLE', knowledge: 'VARCHAR', priority: 'VARCHAR', items: 'STRUCT(id VARCHAR, kind VARCHAR, article VARCHAR, revision INTEGER, story VARCHAR, title VARCHAR, created VARCHAR)[]', more: 'INTEGER'";
        return "read_json(" + files + ", format = 'newline_delimited', maximum_object_size = " + Json.MAX_DOCUMENT_BYTES
                + ", columns = {" + columns + "})";
    }

    /** Selects from such a reading the flat columns that Parquet files have. */
    public static String flat(String kind, String from) {
        return kind.equals("articles")
                ? "SELECT article.id AS id, article.revision AS revision, " + time("article.published", "published")
                        + ", "
                        + time("article.ingested", "ingested")
                        + ", article.\"language\" AS \"language\", article.source.id AS source, article.source.\"name\" AS source_name, article.source.\"domain\" AS \"domain\", article.source.country AS country, article.title AS title, article.summary AS summary, article.body AS body, article.url AS url, article.authors AS authors, article.categories AS categories, article.origin AS origin, article.retracted AS retracted, story, storyNew AS story_new, storySources AS story_sources, coalesce(storyMerged, []) AS story_merged, duplicateOf AS duplicate_of, \"sequence\", burst, knowledgeVersion AS knowledge, topics, mentions FROM "
                        + from
                : "SELECT id, kind, subscription, subscriptionName AS subscription_name, subscriptionVersion AS subscription_version, article, revision, \"offset\", story, title, url, \"language\", source, origin, "
                        + time("published", "published") + ", " + time("ingested", "ingested") + ", "
                        + time("created", "created")
                        + ", lateBy AS late_by, topics, score, threshold, knowledge, priority, items, more FROM "
                        + from;
    }

    /** Reads no records of a kind, in its flat columns. */
    static String none(String kind) {
        return flat(kind, ndjson(kind, quoted(NOTHING))) + " LIMIT 0";
    }

    /** A moment, of its digits six after the point. */
    private static String time(String column, String name) {
        return "CAST(" + column + " AS TIMESTAMPTZ) AS " + name;
    }

    /** The flat columns with their moments as times in UTC, as queries want them. */
    static String utc(String kind, String from) {
        String times = (kind.equals("articles")
                        ? Stream.of("published", "ingested")
                        : Stream.of("published", "ingested", "created"))
                .map(column -> "CAST(" + column + " AS TIMESTAMP) AS " + column)
                .collect(Collectors.joining(", "));
        return "SELECT * REPLACE (" + times + ") FROM (" + from + ")";
    }

    /**
     * The statement that makes the table of the stories that have become part of another, each with the one that remains in
     * the end, given what reads articles in their flat columns.
     */
    static String merges(String articles) {
        return """
                CREATE TABLE merged_stories AS
                WITH RECURSIVE
                  merges AS (SELECT DISTINCT id, story FROM
                    (SELECT unnest(story_merged) AS id, story FROM (%s) WHERE len(story_merged) > 0) WHERE id <> story),
                  ways AS (SELECT id, story FROM merges
                    UNION SELECT ways.id, merges.story FROM ways JOIN merges ON ways.story = merges.id)
                SELECT id, min(story) AS story FROM ways WHERE story NOT IN (SELECT id FROM merges) GROUP BY id
                """.formatted(articles);
    }

    /** The same records, each with the story that its own has become part of. */
    private static String remaining(String from) {
        return "SELECT records.* REPLACE (coalesce(merged_stories.story, records.story) AS story) FROM (" + from
                + ") records LEFT JOIN merged_stories ON records.story = merged_stories.id";
    }

    /** The statements that make the views, given what reads articles and alerts in their flat columns. */
    static List<String> views(String articles, String alerts) {
        return List.of(
                "CREATE VIEW everything AS " + remaining(articles),
                "CREATE VIEW articles AS SELECT * EXCLUDE (topics, mentions), list_transform(topics, lambda t: t.id) AS topic_ids FROM everything",
                "CREATE VIEW mentions AS SELECT article, revision, published, source, story, coalesce(m.entity, m.type || ':' || m.\"name\") AS entity, m.\"name\" AS \"name\", m.type AS type, m.field AS field, m.\"start\" AS \"start\", m.\"end\" AS \"end\", m.surface AS surface, m.confidence AS confidence FROM (SELECT id AS article, revision, published, source, story, unnest(mentions) AS m FROM everything)",
                "CREATE VIEW topics AS SELECT article, revision, published, source, story, t.id AS topic, t.version AS version, t.score AS score, t.threshold AS threshold FROM (SELECT id AS article, revision, published, source, story, unnest(topics) AS t FROM everything)",
                "CREATE VIEW stories AS SELECT story AS id, arg_min(title, published) AS headline, count(DISTINCT id) AS articles, count(DISTINCT source) AS sources, min(published) AS first_seen, max(published) AS last_seen, list_sort(list_distinct(list(\"language\"))) AS languages FROM everything WHERE story <> '' GROUP BY story",
                "CREATE VIEW alerts AS " + remaining(alerts));
    }
}
