package org.tocsin.enrich.knowledge;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Entity;
import org.tocsin.query.EntityNames;
import org.tocsin.runtime.KafkaSettings;

/**
 * The names of the shipped entities and of the users' own, as the log of knowledge has them. The log is read, and the
 * knowledge loaded, when the first name is asked for, which takes about a second. Thread-safe.
 */
public final class LiveNames implements EntityNames, AutoCloseable {
    private final KafkaSettings kafka;
    private @Nullable KnowledgeLog log;

    public LiveNames(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    public List<Entity> named(String name) {
        return knowledge().named(name);
    }

    private synchronized Knowledge knowledge() {
        if (log == null) {
            log = new KnowledgeLog(kafka, new Knowledge()).start();
        }
        return log.knowledge();
    }

    @Override
    public synchronized void close() {
        if (log != null) {
            log.close();
        }
    }
}
