package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Feedback;
import org.tocsin.model.Topic;

@Timeout(60)
final class TopicFollowerTest {
    @Test
    void leavesOutARecordThatItsListenerCannotBear(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            List<String> heard = new CopyOnWriteArrayList<>();
            try (Producer<String, Feedback> producer = kafka.producer();
                    TopicFollower<Feedback> follower = new TopicFollower<>(kafka, Topic.FEEDBACK, -1, item -> {
                        if (item.value().verdict().isEmpty()) {
                            throw new IllegalArgumentException("no verdict");
                        }
                        heard.add(item.value().alert());
                    })) {
                write(producer, "before", "good");
                write(producer, "bad", "");
                follower.start();
                write(producer, "worse", "");
                write(producer, "after", "good");
                while (!heard.contains("after")) {
                    Thread.sleep(20);
                }
                assertThat(heard).containsExactly("before", "after");
                assertThat(follower.trouble()).isEmpty();
            }
        }
    }

    private static void write(Producer<String, Feedback> producer, String alert, String verdict) throws Exception {
        producer.send(new ProducerRecord<>(Topic.FEEDBACK.name(), alert, new Feedback(alert, verdict, Instant.EPOCH)))
                .get(30, TimeUnit.SECONDS);
    }
}
