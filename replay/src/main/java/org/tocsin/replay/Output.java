package org.tocsin.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.runtime.FirstFailure;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.NewTopics;
import org.tocsin.runtime.Refusal;

/** Where a replay goes: records in their JSON form, UTF-8 without the end of a line. There is none that a subscriber hears of. */
public interface Output extends AutoCloseable {
    void take(String key, byte[] json) throws IOException;

    /** Makes what was taken final; without it nothing counts as written. */
    void finish() throws IOException;

    @Override
    void close() throws IOException;

    /** Lines of NDJSON, flushed at the end, or after each where {@code live}. */
    static Output lines(OutputStream stream, boolean live) {
        OutputStream out = new BufferedOutputStream(stream, 1 << 16);
        return new Output() {
            @Override
            public void take(String key, byte[] json) throws IOException {
                out.write(json);
                out.write('\n');
                if (live) {
                    out.flush();
                }
            }

            @Override
            public void finish() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }

    /** A file of NDJSON that is there, whole, when the replay has ended, and beside it a {@code .part} until then. */
    static Output file(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new Refusal(file + " is a folder; name a file");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        OutputStream stream = Files.newOutputStream(part);
        Output lines = lines(stream, false);
        return new Output() {
            @Override
            public void take(String key, byte[] json) throws IOException {
                lines.take(key, json);
            }

            @Override
            public void finish() throws IOException {
                lines.finish();
                stream.close();
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    /** The name of a topic that is neither the program's own nor one of Kafka's; {@link IllegalArgumentException} for another. */
    static String own(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,249}") || name.matches("\\.{1,2}|__.*|tocsin[._-].*")) {
            throw new IllegalArgumentException(
                    "kafka:" + name
                            + " is refused; name a topic of your own, of letters, digits, dots, dashes and underscores, that does not begin with tocsin or __");
        }
        return name;
    }

    /**
     * A topic that is none of the program's own, so that nothing acts on it; made, as the brokers make topics, where it is
     * missing.
     */
    static Output topic(KafkaSettings kafka, String given) {
        String name = own(given);
        kafka.administer(admin -> {
            if (!admin.listTopics().names().get().contains(name)) {
                NewTopics.create(admin, List.of(new NewTopic(name, Optional.empty(), Optional.empty())));
            }
            return name;
        });
        Producer<String, byte[]> producer = kafka.bulkProducer();
        FirstFailure failure = new FirstFailure();
        return new Output() {
            @Override
            public void take(String key, byte[] json) {
                var _ = producer.send(new ProducerRecord<>(name, key, json), failure);
                failure.check("kafka:" + name + ": not all was written");
            }

            @Override
            public void finish() {
                producer.flush();
                failure.check("kafka:" + name + ": not all was written");
            }

            @Override
            public void close() {
                producer.close();
            }
        };
    }
}
