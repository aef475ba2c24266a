package org.tocsin.replay.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import org.tocsin.replay.export.ExportRequest;
import org.tocsin.replay.export.ExportRequest.Format;
import org.tocsin.replay.export.ExportRequest.Kind;
import org.tocsin.replay.export.Manifest;
import org.tocsin.runtime.Refusal;

/** An export opened in DuckDB, with the views of {@link Schema#VIEWS}. Not thread-safe. */
public final class History implements AutoCloseable {
    /** More rows are refused. */
    public static final int MAX_ROWS = 1_000_000;

    private final Connection database;

    private History(Connection database) {
        this.database = database;
    }

    /** Opens a finished export of NDJSON or Parquet; {@link Refusal} says what is the matter with another. */
    public static History open(Path export) throws IOException {
        Path file = export.resolve(Manifest.NAME);
        if (!Files.exists(file)) {
            throw new Refusal(export + " is no finished export; make one with tocsin export --out " + export);
        }
        Manifest manifest = Json.read(Files.readAllBytes(file), Manifest.class);
        if (manifest.request().format() == Format.csv) {
            throw new Refusal(export + " is of CSV, which has no lists; export ndjson or parquet");
        }
        try {
            Connection database = DriverManager.getConnection("jdbc:duckdb:");
            try (Statement statement = database.createStatement()) {
                for (String view :
                        Schema.views(source(export, manifest, Kind.articles), source(export, manifest, Kind.alerts))) {
                    statement.execute(view);
                }
            }
            return new History(database);
        } catch (SQLException e) {
            throw new IOException(export + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static String source(Path export, Manifest manifest, Kind kind) {
        ExportRequest request = manifest.request();
        String name = kind.toString();
        if (manifest.rows().getOrDefault(name, 0L) == 0) {
            String none = Schema.quoted(Path.of("/dev/null"));
            return Schema.flat(name, Schema.ndjson(name, none)) + " LIMIT 0";
        }
        String files = Schema.quoted(export.resolve(name).resolve("*").resolve(name + "." + request.format()));
        return request.format() == Format.parquet
                ? "SELECT * FROM read_parquet(" + files + ", hive_partitioning = false)"
                : Schema.flat(name, Schema.ndjson(name, files));
    }

    /** The answer to one statement; {@link Refusal} with what DuckDB says of a mistake. */
    public Table ask(String sql, Object... values) {
        try (var statement = database.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            if (!statement.execute()) {
                return new Table(List.of(), List.of());
            }
            return table(statement.getResultSet());
        } catch (SQLException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    private static Table table(ResultSet results) throws SQLException {
        ResultSetMetaData about = results.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            columns.add(about.getColumnLabel(i));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (results.next()) {
            if (rows.size() == MAX_ROWS) {
                throw new Refusal("more than %,d rows; add a LIMIT, or COPY them to a file".formatted(MAX_ROWS));
            }
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                Object value = results.getObject(i + 1);
                row[i] = value instanceof java.sql.Timestamp time
                        ? time.toLocalDateTime().toString()
                        : value instanceof Number || value instanceof Boolean || value == null
                                ? value
                                : value.toString();
            }
            rows.add(Arrays.asList(row));
        }
        return new Table(columns, rows);
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
