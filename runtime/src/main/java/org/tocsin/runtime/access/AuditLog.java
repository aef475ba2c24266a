package org.tocsin.runtime.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Audit;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import tools.jackson.core.JacksonException;

/**
 * Writes every change to {@code tocsin.audit}. What commands change in the data directory while no broker need run they
 * {@link #leave} there; it is taken up within {@link #LOOK}, or by the next start.
 */
public final class AuditLog implements Stage, Consumer<Audit> {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final String LEFT = "audit-left.jsonl";
    private static final String TAKEN = "audit-taken.jsonl";
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Producer<String, Audit> producer;
    private final Path directory;
    private final Thread thread = Thread.ofVirtual().name("audit").unstarted(this::look);
    private volatile boolean closed;

    /** Audits to the log, also what is left in {@code directory}. */
    public AuditLog(KafkaSettings kafka, Path directory) {
        producer = kafka.producer();
        this.directory = directory;
    }

    /** Leaves a change in a data directory. */
    public static void leave(Path directory, Audit change) {
        try {
            Files.writeString(
                    directory.resolve(LEFT),
                    Json.line(change) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " takes no audit of the change, which was made", e);
        }
    }

    /** Writes changes to the log of a cluster, and returns when they are there; {@link KafkaException} when they are not. */
    public static void write(KafkaSettings kafka, List<Audit> changes) {
        try (Producer<String, Audit> own = kafka.producer()) {
            await(changes.stream().map(change -> send(own, change)).toList());
        }
    }

    @Override
    public void accept(Audit change) {
        var _ = send(producer, change);
    }

    private static Future<RecordMetadata> send(Producer<String, Audit> producer, Audit change) {
        return producer.send(new ProducerRecord<>(Topic.AUDIT.name(), change.who(), change), (place, error) -> {
            if (error != null) {
                LOG.atError()
                        .addKeyValue("path", change.path())
                        .addKeyValue("error", error.toString())
                        .log("change not audited");
            }
        });
    }

    private static void await(List<Future<RecordMetadata>> sent) {
        for (Future<RecordMetadata> one : sent) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new KafkaException("the change is not audited", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted before the change was audited", e);
            }
        }
    }

    private void look() {
        while (!closed) {
            try {
                take();
            } catch (IOException | RuntimeException e) {
                LOG.atWarn().addKeyValue("error", e.toString()).log("what commands left is not audited; tried again");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Takes up what was left, also by a process that was killed while it did so. */
    private void take() throws IOException {
        Path taken = directory.resolve(TAKEN);
        Path left = directory.resolve(LEFT);
        if (!Files.exists(taken)) {
            if (!Files.exists(left)) {
                return;
            }
            Files.move(left, taken, StandardCopyOption.ATOMIC_MOVE);
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (String line : Files.readAllLines(taken)) {
            try {
                sent.add(send(producer, Json.read(line.getBytes(StandardCharsets.UTF_8), Audit.class)));
            } catch (JacksonException e) {
                LOG.atError().addKeyValue("error", Json.fault(e)).log("change not audited");
            }
        }
        await(sent);
        Files.delete(taken);
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        producer.close(Duration.ofSeconds(5));
    }
}
