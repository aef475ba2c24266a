package org.tocsin.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** Counts the records that come to a topic, committed. */
final class Arrivals implements AutoCloseable {
    private final AtomicInteger count = new AtomicInteger();
    private final Tail tail;

    Arrivals(KafkaSettings kafka, Topic<?> topic) {
        tail = new Tail(kafka, List.of(topic), records -> count.addAndGet(records.count()));
    }

    int count() {
        return count.get();
    }

    @Override
    public void close() {
        tail.close();
    }
}
