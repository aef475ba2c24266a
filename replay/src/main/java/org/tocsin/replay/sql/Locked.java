package org.tocsin.replay.sql;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.model.Json;
import org.tocsin.runtime.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What is put to DuckDB by people who may do nothing else on this machine: one statement that asks, which sees the files of
 * one export and nothing besides, writes nothing, and has its limits of memory and time.
 */
record Locked(Duration longest) {
    private static final long MOST_BYTES = 64L << 20;
    private static final String MEMORY = "512MB";
    private static final String SPILL = "4GB";

    /** The statements that lock a database; none after them can undo one. */
    static List<String> settings(Path export, Path spill) {
        return List.of(
                "SET threads = 2",
                "SET memory_limit = '" + MEMORY + "'",
                "SET temp_directory = " + Schema.quoted(spill),
                "SET max_temp_directory_size = '" + SPILL + "'",
                "SET autoinstall_known_extensions = false",
                "SET autoload_known_extensions = false",
                "SET allowed_directories = [" + Schema.quoted(export) + "]",
                "SET allowed_paths = [" + Schema.quoted(Schema.NOTHING) + "]",
                "SET enable_external_access = false",
                "SET lock_configuration = true");
    }

    /** Says, of the form that DuckDB's own parser gives a statement, whether it is one that asks; {@link Refusal} when not. */
    static void check(String serialized) {
        JsonNode form;
        try {
            form = Json.mapper().readTree(serialized);
        } catch (JacksonException e) {
            throw new Refusal("the statement is nested too deeply", e);
        }
        if (form.path("error_type").asString("").equals("not implemented")) {
            throw new Refusal("the statement does not ask; write SELECT, DESCRIBE or another that only asks");
        }
        if (form.path("error").asBoolean(true)) {
            throw new Refusal(form.path("error_message").asString("the statement cannot be read"));
        }
        if (form.path("statements").size() != 1) {
            throw new Refusal(form.path("statements").size() + " statements were given; it must be one");
        }
    }

    /** Refuses an answer of so many bytes. */
    static void weighed(long bytes) {
        if (bytes > MOST_BYTES) {
            throw new Refusal("the answer has %,d bytes and may have %,d; add a LIMIT, or name fewer columns"
                    .formatted(bytes, MOST_BYTES));
        }
    }

    /** Runs it in a thread of its own, since one that is within DuckDB does not hear that it is interrupted. */
    boolean execute(PreparedStatement statement) throws SQLException {
        try (ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("sql").factory())) {
            Future<Boolean> answer = thread.submit(() -> statement.execute());
            try {
                return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                stop(statement, answer);
                throw new Refusal(
                        "the statement took longer than " + longest.toSeconds() + " s; ask for less, or run tocsin sql",
                        e);
            } catch (InterruptedException e) {
                stop(statement, answer);
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof SQLException known ? known : new SQLException(e.getCause());
            }
        }
    }

    /** A cancellation that comes before the statement has begun is lost, so it is told until it has ended. */
    private static void stop(PreparedStatement statement, Future<Boolean> answer) throws SQLException {
        while (!answer.isDone()) {
            statement.cancel();
            LockSupport.parkNanos(10_000_000);
        }
    }
}
