package org.tocsin.runtime.access;

import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Audit;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;

/** Writes every change to {@code tocsin.audit}. */
public final class AuditLog implements Stage, Consumer<Audit> {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private final Producer<String, Audit> producer;

    public AuditLog(KafkaSettings kafka) {
        producer = kafka.producer();
    }

    @Override
    public void accept(Audit change) {
        var _ = producer.send(new ProducerRecord<>(Topic.AUDIT.name(), change.who(), change), (place, error) -> {
            if (error != null) {
                LOG.atError()
                        .addKeyValue("path", change.path())
                        .addKeyValue("error", error.toString())
                        .log("change not audited");
            }
        });
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public void start() {}

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
