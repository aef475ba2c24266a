package org.tocsin.replay.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import org.tocsin.replay.Replay;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.ExportRequest.Format;
import org.tocsin.replay.export.ExportRequest.Kind;
import org.tocsin.replay.export.Manifest;
import org.tocsin.runtime.Refusal;

/** An export opened in DuckDB, with the views of {@link Schema#VIEWS}. Not thread-safe. */
public final class History implements AutoCloseable {
    /** More rows are refused. */
    public static final int MAX_ROWS = 1_000_000;

    /**
     * Which part of an export is opened.
     *
     * @param from inclusive; of alerts the time of their making counts
     * @param to exclusive
     * @param latest of each article only the latest revision of that time, else all that the export has
     */
    public record Part(Instant from, Instant to, Replay.By by, boolean latest) {
        private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
        private static final Instant LAST = Instant.parse("9998-12-31T23:59:59Z");

        /** All that the export has. */
        public static final Part WHOLE = new Part(Instant.MIN, Instant.MAX, Replay.By.published, false);

        private String of(String rows, Kind kind) {
            String time = kind == Kind.alerts ? "created" : by.name();
            String timed = "SELECT * FROM (%s) WHERE %s AND %s"
                    .formatted(rows, bound(time + " >=", from), bound(time + " <", to));
            return latest && kind == Kind.articles
                    ? "WITH part AS (%s) SELECT part.* FROM part SEMI JOIN (SELECT id, max(revision) AS revision FROM part GROUP BY id) newest USING (id, revision)"
                            .formatted(timed)
                    : timed;
        }

        /** True where the time is none that anything has. */
        private static String bound(String compared, Instant time) {
            return time.isBefore(FIRST) || time.isAfter(LAST)
                    ? "true"
                    : "%s TIMESTAMP '%s'".formatted(compared, time.toString().replace("Z", ""));
        }
    }

    private final Connection database;
    private final @Nullable Locked locked;

    private History(Connection database, @Nullable Locked locked) {
        this.database = database;
        this.locked = locked;
    }

    /** Opens a finished export of NDJSON or Parquet; {@link Refusal} says what is the matter with another. */
    public static History open(Path export) throws IOException {
        return open(export, Part.WHOLE);
    }

    /** As {@link #open(Path)}, a part of it. */
    public static History open(Path export, Part part) throws IOException {
        return opened(views(export, part), null);
    }

    /**
     * As {@link #open}, for the statements of people who may do nothing else on this machine: only such as ask, of that export
     * alone, with limits of memory, time and the size of an answer.
     *
     * @param part of it
     * @param spill an empty directory for what does not fit in memory
     * @param longest that a statement may take
     */
    public static History locked(Path export, Part part, Path spill, Duration longest) throws IOException {
        List<String> all = new ArrayList<>(Locked.settings(export, spill));
        all.addAll(views(export, part));
        return opened(all, new Locked(longest));
    }

    /** Says whether a {@link #locked} history would answer the statement; {@link Refusal} with what DuckDB says of a mistake. */
    public static void check(String sql) {
        List<String> all = new ArrayList<>(Locked.settings(Schema.NOTHING, Schema.NOTHING));
        all.addAll(none());
        try (History none = opened(all, new Locked(Duration.ofMinutes(1)));
                PreparedStatement _ = none.prepared(sql)) {
            return;
        } catch (SQLException e) {
            throw refused(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says whether an open history would take the statement, which may be of any kind; {@link Refusal} as of {@link #check}. */
    public static void prepare(String sql) {
        try (History none = opened(none(), null);
                PreparedStatement _ = none.prepared(sql)) {
            return;
        } catch (SQLException e) {
            throw refused(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> views(Path export, Part part) throws IOException {
        Path file = export.resolve(Manifest.NAME);
        if (!Files.exists(file)) {
            throw new Refusal(export + " is no finished export; make one with tocsin export --out " + export);
        }
        Manifest manifest = Json.read(Files.readAllBytes(file), Manifest.class);
        if (manifest.request().format() == Format.csv) {
            throw new Refusal(export + " is of CSV, which has no lists; export ndjson or parquet");
        }
        String articles = source(export, manifest, Kind.articles);
        List<String> all = new ArrayList<>(List.of(Schema.merges(articles)));
        all.addAll(Schema.views(
                part.of(Schema.utc("articles", articles), Kind.articles),
                part.of(Schema.utc("alerts", source(export, manifest, Kind.alerts)), Kind.alerts)));
        return all;
    }

    private static History opened(List<String> statements, @Nullable Locked locked) throws IOException {
        try {
            Connection database = DriverManager.getConnection("jdbc:duckdb:");
            try (Statement statement = database.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                for (String one : statements) {
                    statement.execute(one);
                }
            }
            return new History(database, locked);
        } catch (SQLException e) {
            throw new IOException("the export cannot be opened: " + e.getMessage(), e);
        }
    }

    private static String source(Path export, Manifest manifest, Kind kind) {
        ExportRequest request = manifest.request();
        String name = kind.toString();
        if (manifest.rows().getOrDefault(name, 0L) == 0) {
            return Schema.none(name);
        }
        String files = manifest.files().stream()
                .filter(file -> file.path().startsWith(name + "/"))
                .map(file -> Schema.file(export.resolve(file.path())))
                .collect(Collectors.joining(", ", "[", "]"));
        if (request.format() != Format.parquet) {
            return Schema.flat(name, Schema.ndjson(name, files));
        }
        boolean merges = kind != Kind.articles || manifest.form() >= Manifest.FORM_WITH_MERGES;
        return "SELECT *" + (merges ? "" : ", CAST([] AS VARCHAR[]) AS story_merged") + " FROM read_parquet(" + files
                + ", hive_partitioning = false)";
    }

    private static List<String> none() {
        List<String> all = new ArrayList<>(List.of(Schema.merges(Schema.none("articles"))));
        all.addAll(Schema.views(
                Schema.utc("articles", Schema.none("articles")), Schema.utc("alerts", Schema.none("alerts"))));
        return all;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        if (locked == null) {
            Statements.one(sql);
        } else {
            try (PreparedStatement parser = database.prepareStatement("SELECT json_serialize_sql(?)")) {
                parser.setString(1, sql);
                try (ResultSet form = parser.executeQuery()) {
                    form.next();
                    Locked.check(form.getString(1));
                }
            }
        }
        return database.prepareStatement(sql);
    }

    /** The answer to one statement; {@link Refusal} with what DuckDB says of a mistake. */
    public Table ask(String sql, Object... values) {
        try (PreparedStatement statement = prepared(sql)) {
            if (locked != null) {
                weigh(locked, sql, values);
            }
            bind(statement, values);
            if (!(locked == null ? statement.execute() : locked.execute(statement))) {
                return new Table(List.of(), List.of());
            }
            return table(statement.getResultSet());
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** Has DuckDB weigh an answer before any of it comes here, since thousands of rows come at a time. */
    private void weigh(Locked limits, String sql, Object... values) throws SQLException {
        String asked = sql.replaceFirst("[;\\s]+$", "");
        try (PreparedStatement weight =
                database.prepareStatement("SELECT coalesce(sum(strlen(answer_row::VARCHAR)), 0)::BIGINT FROM (\n"
                        + asked + "\n) AS answer_row")) {
            bind(weight, values);
            boolean _ = limits.execute(weight);
            try (ResultSet result = weight.getResultSet()) {
                result.next();
                Locked.weighed(result.getLong(1));
            }
        }
    }

    /** What DuckDB says, without its advice on settings that cannot be changed here. */
    private static Refusal refused(SQLException e) {
        return new Refusal(String.valueOf(e.getMessage()).replaceFirst("(?s)\n+Possible solutions:.*", ""), e);
    }

    private static Table table(ResultSet results) throws SQLException {
        ResultSetMetaData about = results.getMetaData();
        Set<String> columns = new LinkedHashSet<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            String label = about.getColumnLabel(i);
            String name = label;
            for (int number = 1; !columns.add(name); number++) {
                name = label + "_" + number;
            }
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (results.next()) {
            if (rows.size() == MAX_ROWS) {
                throw new Refusal("more than %,d rows; add a LIMIT, or COPY them to a file".formatted(MAX_ROWS));
            }
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = plain(results.getObject(i + 1));
            }
            rows.add(Arrays.asList(row));
        }
        return new Table(List.copyOf(columns), rows);
    }

    /** A value as {@link Table} has it: times in UTC as ISO 8601, lists and structures as those of Java. */
    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Number number -> number;
            case Boolean truth -> truth;
            case Timestamp time ->
                time.toLocalDateTime().toInstant(ZoneOffset.UTC).toString();
            case OffsetDateTime time -> time.toInstant().toString();
            case Array list -> plain(Arrays.asList((@Nullable Object[]) list.getArray()));
            case Blob bytes -> escaped(bytes.getBytes(1, (int) bytes.length()));
            case DuckDBStruct structure -> plain(structure.getMap());
            case List<?> list -> {
                List<@Nullable Object> all = new ArrayList<>();
                for (Object one : list) {
                    all.add(plain(one));
                }
                yield all;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                for (Map.Entry<?, ?> one : map.entrySet()) {
                    all.put(String.valueOf(one.getKey()), plain(one.getValue()));
                }
                yield all;
            }
            default -> value.toString();
        };
    }

    /** Bytes as DuckDB writes them: printable ones of ASCII as they are, others as {@code \x} and two digits. */
    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte one : bytes) {
            boolean plain = one >= ' ' && one < 127 && one != '\'' && one != '"' && one != '\\';
            text.append(plain ? String.valueOf((char) one) : String.format(Locale.ROOT, "\\x%02X", one));
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        try {
            database.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
