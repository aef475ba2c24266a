package org.tocsin.dashboard;

import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.tocsin.model.Audit;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Backlog;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Lag;
import org.tocsin.runtime.TopicFollower;
import org.tocsin.runtime.access.Access;

/** How the pipeline does: rates, latency, lag of every group, and the dead letters with a way to try them again. */
final class SystemApi implements AutoCloseable {
    /** Letters that are kept in memory, and most of one page. */
    private static final int MAX_LETTERS = 500;

    private static final int SLICE = 500;
    private static final int SCAN = 5_000;

    /** How far back it is looked who has tried letters again. */
    private static final int MAX_AUDIT = 100_000;

    private static final Pattern RETRY = Pattern.compile("/api/v1/dead-letters/(\\d+-\\d+)/retry");
    private static final int SHOWN = 400;
    private static final String HEADER = "__streams.errors.";

    /** After this long without an answer of the broker the figures go without what it says. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** A record that was set aside. */
    record Letter(
            String id, String key, String value, String topic, int partition, long offset, String reason, Instant at) {}

    /** When a letter was tried again, and by whom. */
    private record Again(Instant at, String who) {}

    private final KafkaSettings kafka;
    private final InstantSource clock;
    private final Supplier<Map<String, Object>> dashboard;
    private final Backlog<byte[], byte[]> letters;
    private final Map<String, Again> retried = new ConcurrentHashMap<>();
    private final TopicFollower<Audit> audit;
    private final DeadLetterFollower follower;
    private final Admin admin;

    SystemApi(KafkaSettings kafka, InstantSource clock, Supplier<Map<String, Object>> dashboard) {
        this.kafka = kafka;
        this.clock = clock;
        this.dashboard = dashboard;
        letters = new Backlog<>(Topic.DEAD_LETTERS, MAX_LETTERS, () -> DeadLetterFollower.consumer(kafka));
        follower = new DeadLetterFollower(kafka, MAX_LETTERS, letters::post);
        audit = new TopicFollower<>(kafka, Topic.AUDIT, MAX_AUDIT, item -> know(item.value()));
        Map<String, Object> values = kafka.client();
        values.put("default.api.timeout.ms", String.valueOf(PATIENCE.toMillis()));
        values.put("request.timeout.ms", String.valueOf(PATIENCE.toMillis() / 2));
        admin = Admin.create(values);
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/system", context -> Answers.json(context, figures()));
        routes.get("/api/v1/dead-letters", this::waiting);
        routes.post("/api/v1/dead-letters/{id}/retry", this::retry);
    }

    void start() {
        follower.start();
        audit.begin();
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
        answer.put("deadLetters", letters.count(this::waiting));
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
        return follower.trouble().isEmpty() ? audit.trouble() : follower.trouble();
    }

    private static String id(ConsumerRecord<byte[], byte[]> item) {
        return item.partition() + "-" + item.offset();
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> item) {
        return new Letter(
                id(item),
                text(item.key()),
                text(item.value()),
                header(item, "topic"),
                number(header(item, "partition")),
                number(header(item, "offset")),
                (header(item, "exception") + " " + header(item, "message")).strip(),
                Instant.ofEpochMilli(item.timestamp()));
    }

    /** Takes note of a letter that was tried again, here or elsewhere. */
    private void know(Audit change) {
        Matcher retry = RETRY.matcher(change.path());
        if (change.status() == 202 && retry.matches()) {
            retried.putIfAbsent(retry.group(1), new Again(change.at(), change.who()));
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

    /** Those that were not tried again. */
    private List<ConsumerRecord<byte[], byte[]>> waiting(List<ConsumerRecord<byte[], byte[]>> some) {
        return some.stream().filter(item -> !retried.containsKey(id(item))).toList();
    }

    private void waiting(Context context) {
        Asked asked = new Asked(context, clock, name -> List.of());
        int limit = asked.number("limit", MAX_LETTERS, MAX_LETTERS);
        var page = asked.cursor(cursor -> letters.page(cursor, null, limit, SLICE, SCAN, this::waiting));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", page.items().stream().map(SystemApi::letter).toList());
        answer.put("next", page.next());
        Answers.json(context, answer);
    }

    /** The letter of an id, as far back as the log goes. */
    private Optional<ConsumerRecord<byte[], byte[]>> found(String id) {
        if (!id.matches("0-\\d{1,17}")) {
            return Optional.empty();
        }
        long offset = Long.parseLong(id.substring(2));
        return letters
                .page(
                        String.valueOf(offset + 1),
                        null,
                        1,
                        1,
                        1,
                        some -> some.stream()
                                .filter(item -> item.offset() == offset)
                                .toList())
                .items()
                .stream()
                .findFirst();
    }

    /** Writes the original bytes to the topic that they came from, at its end, once; a second failure makes a new letter. */
    private void retry(Context context) throws Exception {
        String id = context.pathParam("id");
        ConsumerRecord<byte[], byte[]> origin =
                found(id).orElseThrow(() -> new NotFoundResponse("no dead letter " + id + " is in the log"));
        String topic = header(origin, "topic");
        if (Topic.all().stream().noneMatch(known -> known.name().equals(topic))) {
            throw new IllegalArgumentException("this letter names no topic of the pipeline, so it cannot go back");
        }
        // what others have tried again stands there
        audit.await();
        Again before = retried.putIfAbsent(
                id, new Again(clock.instant(), Access.caller(context).name()));
        if (before != null) {
            throw new ConflictResponse("dead letter %s was tried again at %s by %s; if it fails again, it has a new id"
                    .formatted(id, before.at(), before.who()));
        }
        try {
            write(topic, origin);
        } catch (Exception e) {
            retried.remove(id);
            throw e;
        }
        context.status(202);
        Answers.json(context, Map.of("id", id, "topic", topic));
    }

    private void write(String topic, ConsumerRecord<byte[], byte[]> origin) throws Exception {
        Map<String, Object> values = kafka.client();
        values.put("acks", "all");
        values.put("max.request.size", String.valueOf(kafka.topics().recordBytes()));
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(values, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, origin.key(), origin.value()))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        follower.close();
        audit.close();
        admin.close(Duration.ZERO);
    }
}
