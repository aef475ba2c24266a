package org.tocsin.bench;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** Notes when a reader first sees each article in each topic on its way, committed. */
final class Tap implements AutoCloseable {
    static final List<Topic<?>> TOPICS =
            List.of(Topic.ARTICLES, Topic.TAGGED, Topic.ENRICHED, Topic.MATCHES, Topic.OUTBOX);

    private final Map<String, long[]> seen = new LinkedHashMap<>();
    private final Tail tail;

    Tap(KafkaSettings kafka, int articles) {
        TOPICS.forEach(topic -> seen.put(topic.name(), new long[articles]));
        tail = new Tail(kafka, TOPICS, this::note);
    }

    private void note(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            long now = System.nanoTime();
            int article = News.number(new String(record.key(), StandardCharsets.ISO_8859_1));
            if (article < 0) {
                article = News.number(new String(record.value(), StandardCharsets.ISO_8859_1));
            }
            long[] times = seen.getOrDefault(record.topic(), new long[0]);
            if (article >= 0 && times[article] == 0) {
                times[article] = now;
            }
        }
    }

    /** When each article was first seen in the topic, by {@link System#nanoTime}; 0 where it was not. */
    long[] seen(Topic<?> topic) {
        return seen.getOrDefault(topic.name(), new long[0]);
    }

    @Override
    public void close() {
        tail.close();
    }
}
