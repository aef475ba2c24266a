package org.tocsin.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Pace;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.StreamsStage;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * The hops of the real one with no work in them: the same topics, partitions, clients and guarantees; the article's bytes
 * are handed on as they are, posted once, and the outcome is written and read.
 */
final class EmptyPipeline {
    /** Begins the names of its applications and groups. */
    static final String NAME = "empty-";

    private EmptyPipeline() {}

    static List<Stage> stages(KafkaSettings kafka, Path state, String webhook) {
        List<Stage> stages = hops(kafka, state);
        stages.add(new Posting(kafka, webhook));
        return stages;
    }

    /** From articles to the outbox, which nobody posts from. */
    static List<Stage> hops(KafkaSettings kafka, Path state) {
        List<Stage> stages = new ArrayList<>();
        stages.add(copy("tag", Topic.ARTICLES, Topic.TAGGED, false, kafka, state));
        stages.add(copy("stories", Topic.TAGGED, Topic.ENRICHED, true, kafka, state));
        stages.add(copy("match", Topic.ENRICHED, Topic.MATCHES, false, kafka, state));
        stages.add(copy("decide", Topic.MATCHES, Topic.OUTBOX, true, kafka, state));
        return stages;
    }

    /** Hands bytes on from one topic to another. */
    static Topology copy(Topic<?> from, Topic<?> to) {
        return new Topology()
                .addSource(
                        "from",
                        Serdes.String().deserializer(),
                        Serdes.ByteArray().deserializer(),
                        from.name())
                .addProcessor("hand-on", HandOn::new, "from")
                .addSink(
                        "to",
                        to.name(),
                        Serdes.String().serializer(),
                        Serdes.ByteArray().serializer(),
                        "hand-on");
    }

    private static Stage copy(
            String name, Topic<?> from, Topic<?> to, boolean exactlyOnce, KafkaSettings kafka, Path state) {
        Topology topology = copy(from, to);
        if (to.equals(Topic.OUTBOX)) {
            topology.addSource(
                            "outcomes",
                            Serdes.String().deserializer(),
                            Serdes.ByteArray().deserializer(),
                            Topic.DELIVERIES.name())
                    .addProcessor("heard", Heard::new, "outcomes");
        }
        return new StreamsStage(name, topology, kafka.streams(NAME + name, state, exactlyOnce, NAME + name));
    }

    /** Commits as the real ones do. */
    private static final class HandOn implements Processor<String, byte[], String, byte[]> {
        private ProcessorContext<String, byte[]> context;
        private Pace pace;

        @Override
        public void init(ProcessorContext<String, byte[]> given) {
            context = given;
            pace = new Pace(given);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            pace.comes(record);
            context.forward(record);
        }
    }

    private static final class Heard implements Processor<String, byte[], Void, Void> {
        @Override
        public void process(Record<String, byte[]> outcome) {}
    }

    /** Posts each record in a virtual thread of its own and writes an outcome. */
    private static final class Posting implements Stage {
        private final String webhook;
        private final GuardedClient http = new GuardedClient(OutgoingSettings.ANYWHERE);
        private final Producer<String, byte[]> producer;
        private final KafkaConsumer<String, byte[]> consumer;
        private final Thread thread = Thread.ofPlatform().name("posting").unstarted(this::run);
        private volatile boolean closed;
        private volatile String trouble = "";

        Posting(KafkaSettings kafka, String webhook) {
            this.webhook = webhook;
            producer = kafka.bytesProducer();
            Map<String, Object> values = kafka.client();
            values.putAll(Map.of(
                    "group.id", NAME + "courier",
                    "isolation.level", "read_committed",
                    "auto.offset.reset", "earliest",
                    "enable.auto.commit", "false",
                    "fetch.max.wait.ms", "50"));
            consumer = new KafkaConsumer<>(values, new StringDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public String name() {
            return "posting";
        }

        @Override
        public void start() {
            thread.start();
        }

        @Override
        public String trouble() {
            return trouble;
        }

        private void run() {
            try (consumer) {
                consumer.subscribe(List.of(Topic.OUTBOX.name()));
                while (!closed) {
                    consumer.poll(Duration.ofMillis(20))
                            .forEach(record -> Thread.ofVirtual().start(() -> post(record)));
                    consumer.commitAsync();
                }
            }
        }

        private void post(ConsumerRecord<String, byte[]> record) {
            Answer answer =
                    http.send(Request.post(WebUrl.parse(webhook), "application/json", record.value(), Limits.MESSAGE));
            if (!(answer instanceof Answer.Received received && received.successful())) {
                trouble = String.valueOf(answer);
            }
            var _ = producer.send(new ProducerRecord<>(
                    Topic.DELIVERIES.name(),
                    record.partition(),
                    record.key(),
                    "{\"outcome\":\"delivered\"}".getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            producer.close(Duration.ofSeconds(2));
            http.close();
        }
    }
}
