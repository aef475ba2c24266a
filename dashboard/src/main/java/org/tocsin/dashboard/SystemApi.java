package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Lag;

/** How the pipeline does: rates, latency, lag of every group, and the dead letters with a way to try them again. */
final class SystemApi implements AutoCloseable {
    private static final int MAX_LETTERS = 500;
    private static final int SHOWN = 400;
    private static final String HEADER = "__streams.errors.";

    /** After this long without an answer of the broker the figures go without what it says. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** A record that was set aside. */
    record Letter(
            String id, String key, String value, String topic, int partition, long offset, String reason, Instant at) {}

    /** A letter with the record that it came as. */
    private record Kept(Letter letter, ConsumerRecord<byte[], byte[]> origin) {}

    private final KafkaSettings kafka;
    private final Supplier<Map<String, Object>> dashboard;
    private final Deque<Kept> letters = new ArrayDeque<>();
    private final Set<String> retried = ConcurrentHashMap.newKeySet();
    private final DeadLetterFollower follower;
    private final Admin admin;

    SystemApi(KafkaSettings kafka, Supplier<Map<String, Object>> dashboard) {
        this.kafka = kafka;
        this.dashboard = dashboard;
        follower = new DeadLetterFollower(kafka, MAX_LETTERS, this::keep);
        Map<String, Object> values = kafka.client();
        values.put("default.api.timeout.ms", String.valueOf(PATIENCE.toMillis()));
        values.put("request.timeout.ms", String.valueOf(PATIENCE.toMillis() / 2));
        admin = Admin.create(values);
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/system", context -> Answers.json(context, figures()));
        routes.get("/api/v1/dead-letters", context -> Answers.json(context, Map.of("items", waiting())));
        routes.post("/api/v1/dead-letters/{id}/retry", this::retry);
    }

    void start() {
        follower.start();
    }

    /** Rates, latency by step, lag, sizes, versions. */
    Map<String, Object> figures() {
        Map<String, Object> answer = new LinkedHashMap<>();
        String version = SystemApi.class.getPackage().getImplementationVersion();
        answer.put("version", version == null ? "development" : version);
        answer.put("java", Runtime.version().toString());
        answer.put("kafka", AppInfoParser.getVersion());
        answer.putAll(dashboard.get());
        answer.put(
                "memory",
                Map.of(
                        "used",
                        Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory(),
                        "most",
                        Runtime.getRuntime().maxMemory()));
        answer.put("deadLetters", waiting().size());
        log(answer);
        return answer;
    }

    /** Sizes of the topics and the lag of every group on them. */
    private void log(Map<String, Object> answer) {
        try {
            List<TopicPartition> partitions = Topic.all().stream()
                    .flatMap(topic -> IntStream.range(0, topic.partitions())
                            .mapToObj(number -> new TopicPartition(topic.name(), number)))
                    .toList();
            Map<TopicPartition, Long> ends = Lag.ends(admin, partitions, PATIENCE);
            Map<String, Long> sizes = new LinkedHashMap<>();
            partitions.forEach(
                    partition -> sizes.merge(partition.topic(), ends.getOrDefault(partition, 0L), Long::sum));
            List<String> groups = admin
                    .listGroups(ListGroupsOptions.forConsumerGroups())
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .stream()
                    .map(GroupListing::groupId)
                    .toList();
            answer.put("topics", sizes);
            answer.put("lag", Lag.of(admin, groups, PATIENCE));
        } catch (ExecutionException | TimeoutException e) {
            answer.put("trouble", "the broker does not say: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Records that have been set aside as long as the log goes back, those that were tried again too; NaN until it is known. */
    double letters() {
        return follower.end();
    }

    /** Why dead letters are not followed any longer, or empty. */
    String trouble() {
        return follower.trouble();
    }

    private synchronized void keep(ConsumerRecord<byte[], byte[]> item) {
        Letter letter = new Letter(
                item.partition() + "-" + item.offset(),
                text(item.key()),
                text(item.value()),
                header(item, "topic"),
                number(header(item, "partition")),
                number(header(item, "offset")),
                (header(item, "exception") + " " + header(item, "message")).strip(),
                Instant.ofEpochMilli(item.timestamp()));
        letters.addFirst(new Kept(letter, item));
        if (letters.size() > MAX_LETTERS) {
            letters.removeLast();
        }
    }

    private static String text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "";
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static String header(ConsumerRecord<byte[], byte[]> item, String name) {
        Header header = item.headers().lastHeader(HEADER + name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    private synchronized List<Letter> waiting() {
        List<Letter> waiting = new ArrayList<>();
        letters.forEach(kept -> {
            if (!retried.contains(kept.letter().id())) {
                waiting.add(kept.letter());
            }
        });
        return waiting;
    }

    private synchronized @Nullable Kept kept(String id) {
        return letters.stream()
                .filter(one -> one.letter().id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Writes the original bytes to the topic that they came from, at its end; a second failure makes a new letter. */
    private void retry(Context context) throws Exception {
        Kept kept = kept(context.pathParam("id"));
        if (kept == null) {
            throw new NotFoundResponse("no dead letter " + context.pathParam("id") + " among the last " + MAX_LETTERS);
        }
        String topic = kept.letter().topic();
        if (Topic.all().stream().noneMatch(known -> known.name().equals(topic))) {
            throw new IllegalArgumentException("this letter names no topic of the pipeline, so it cannot go back");
        }
        Map<String, Object> values = kafka.client();
        values.put("acks", "all");
        values.put("max.request.size", String.valueOf(KafkaSettings.MAX_RECORD_BYTES));
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(values, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic, kept.origin().key(), kept.origin().value()))
                    .get(30, TimeUnit.SECONDS);
        }
        retried.add(kept.letter().id());
        context.status(202);
        Answers.json(context, Map.of("id", kept.letter().id(), "topic", topic));
    }

    @Override
    public void close() {
        follower.close();
        admin.close(Duration.ZERO);
    }
}
