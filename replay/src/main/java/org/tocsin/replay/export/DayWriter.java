package org.tocsin.replay.export;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.tocsin.model.Alert;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.replay.sql.Schema;
import org.tocsin.runtime.TimeOrder;

/** Writes one day in one form; the same entries give the same bytes. */
interface DayWriter extends AutoCloseable {
    void write(String kind, TimeOrder order, Path file) throws IOException;

    @Override
    default void close() throws IOException {}

    /** The writer of a form, which may use the folder {@code work} in between. */
    static DayWriter of(ExportRequest.Format format, Path work) throws IOException {
        return switch (format) {
            case ndjson -> DayWriter::ndjson;
            case csv -> DayWriter::csv;
            case parquet -> new Parquet(work);
        };
    }

    private static void ndjson(String kind, TimeOrder order, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            order.drain(entry -> {
                out.write(entry.json());
                out.write('\n');
            });
        }
    }

    private static void csv(String kind, TimeOrder order, Path file) throws IOException {
        boolean articles = kind.equals("articles");
        // half a character, which an article may have, is written as a question mark
        try (BufferedWriter out =
                new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(file), StandardCharsets.UTF_8))) {
            out.write(Cells.BEGIN);
            out.write(Cells.row(articles ? Cells.ARTICLE : Cells.ALERT));
            order.drain(entry -> out.write(Cells.row(
                    articles
                            ? Cells.of(Json.read(entry.json(), EnrichedArticle.class))
                            : Cells.of(Json.read(entry.json(), Alert.class)))));
        }
    }

    /** Parquet by DuckDB, from the day as NDJSON. One thread and small row groups keep the bytes the same and memory low. */
    final class Parquet implements DayWriter {
        private static final int ROW_GROUP = 10_240;

        private final Path lines;
        private final Connection database;

        Parquet(Path work) throws IOException {
            lines = work.resolve("day.ndjson");
            try {
                database = DriverManager.getConnection("jdbc:duckdb:");
                try (Statement statement = database.createStatement()) {
                    statement.execute("SET threads = 1");
                    statement.execute("SET TimeZone = 'UTC'");
                    statement.execute("SET memory_limit = '384MB'");
                    statement.execute("SET temp_directory = " + Schema.quoted(work.resolve("duckdb")));
                }
            } catch (SQLException e) {
                throw new IOException("Parquet cannot be written here: " + e.getMessage(), e);
            }
        }

        @Override
        public void write(String kind, TimeOrder order, Path file) throws IOException {
            ndjson(kind, order, lines);
            try (Statement statement = database.createStatement()) {
                statement.execute("COPY (" + Schema.flat(kind, Schema.ndjson(kind, Schema.file(lines))) + ") TO "
                        + Schema.quoted(file) + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE " + ROW_GROUP
                        + ")");
            } catch (SQLException e) {
                throw new IOException(file + " cannot be written: " + e.getMessage(), e);
            }
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
}
