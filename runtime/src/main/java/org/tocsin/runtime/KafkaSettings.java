package org.tocsin.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Topic;

/** How this program talks to Kafka: every client is made here. */
public final class KafkaSettings {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSettings.class);

    /** Largest record that is ever read, in bytes; a cluster may take less. */
    public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    /** What to do where the cluster does not allow something. */
    public static final String GRANT =
            "Whoever administers the cluster grants it with “tocsin topics create --acl”; “tocsin topics rights” shows what"
                    + " each role needs";

    /** The client id of what reads much of the past. */
    static final String REPLAY_CLIENT = "tocsin-replay";

    private final String bootstrap;
    private final Map<String, String> security;
    private final TopicConfigs topics;

    /** As the topics of the log have them, once they were looked at. */
    private volatile TopicPlan.Copies copies = TopicPlan.Copies.AS_BROKERS_DO;

    public KafkaSettings(String bootstrap) {
        this(bootstrap, Map.of(), TopicConfigs.DEFAULT);
    }

    /**
     * @param security what every client needs besides to be let in: {@code security.protocol}, {@code sasl.mechanism},
     *     {@code ssl.truststore.location} … by Kafka's own names
     */
    public KafkaSettings(String bootstrap, Map<String, String> security, TopicConfigs topics) {
        this.bootstrap = bootstrap;
        this.security = Map.copyOf(security);
        this.topics = topics;
        TokenPlaces.allow(security);
    }

    /** What topics are set to on this cluster. */
    public TopicConfigs topics() {
        return topics;
    }

    public String bootstrap() {
        return bootstrap;
    }

    /** Something to do as the cluster's administrator. */
    @FunctionalInterface
    public interface Administration<T> {
        T with(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
    }

    /** Does something as administrator; {@link Refusal} when no broker answers within 15 s or it does not allow it. */
    public <T> T administer(Administration<T> work) {
        try (Admin admin = administrator()) {
            return work.with(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw refused(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted while the cluster was asked", e);
        }
    }

    private Admin administrator() {
        Map<String, Object> values = client();
        values.put("default.api.timeout.ms", "15000");
        values.put("request.timeout.ms", "5000");
        try {
            return Admin.create(values);
        } catch (KafkaException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new Refusal(
                    "setting kafka-config: no client can be made with what the file says: " + cause.getMessage(), e);
        }
    }

    private Refusal refused(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof AuthenticationException) {
            return new Refusal(
                    "the Kafka cluster at " + bootstrap + " does not let us in: " + cause.getMessage()
                            + "; check the file of kafka-config",
                    e);
        }
        if (cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return new Refusal(
                    "no Kafka broker answers at " + bootstrap
                            + "; check --bootstrap, and --kafka-config where the cluster asks for TLS or a password, or"
                            + " leave both out to use the embedded broker",
                    e);
        }
        if (cause instanceof SecurityDisabledException) {
            return new Refusal(
                    "the Kafka cluster at " + bootstrap
                            + " keeps no ACLs, so everybody may do everything on it; set its"
                            + " authorizer.class.name first",
                    e);
        }
        if (cause instanceof AuthorizationException) {
            return new Refusal(bootstrap + ": " + KafkaTrouble.of(cause), e);
        }
        return new Refusal("the Kafka cluster at " + bootstrap + " refuses: " + cause.getMessage(), e);
    }

    /** Asks again until {@code done}; {@link Refusal} after 30 s. */
    public static void await(String what, BooleanSupplier done) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                throw new Refusal("the cluster does not say within 30 s that " + what + "; run the command again");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** What every client has to be told: where the cluster is and how to be let in. To be added to. */
    public Map<String, Object> client() {
        Map<String, Object> values = new HashMap<>(security);
        values.put("bootstrap.servers", bootstrap);
        return values;
    }

    /** Creates the topics that are missing; {@link Refusal} when no broker answers or one of them cannot be worked with. */
    public void createTopics() {
        administer(admin -> {
            TopicPlan plan = TopicPlan.of(admin, topics, TopicPlan.Copies.AS_BROKERS_DO);
            plan.start(admin);
            copies = plan.wanted();
            plan.thin()
                    .forEach((topic, has) -> LOG.atWarn()
                            .addKeyValue("topic", topic)
                            .addKeyValue("copies", has)
                            .log("a topic has fewer copies than the log; raise it with kafka-reassign-partitions"));
            return plan;
        });
    }

    /** Creates one topic unless it is there; {@link Refusal} when that cannot be done. */
    public void create(Topic<?> topic) {
        administer(admin -> {
            NewTopics.create(admin, Set.of(TopicPlan.newTopic(topic, topics, copies)));
            return topic;
        });
    }

    /** Creates a topic of a user's, as the brokers are set, unless it is there; {@link Refusal} when that cannot be done. */
    public void create(String topic) {
        administer(admin -> {
            if (!admin.listTopics().names().get(15, TimeUnit.SECONDS).contains(topic)) {
                NewTopics.create(admin, Set.of(new NewTopic(topic, Optional.empty(), Optional.empty())));
            }
            return topic;
        });
    }

    /** An idempotent producer of JSON values. */
    public <T> Producer<String, T> producer() {
        return new KafkaProducer<>(producerSettings(), new StringSerializer(), JsonSerde.serializer());
    }

    /** An idempotent producer of values that are in their form already. */
    public Producer<String, byte[]> bytesProducer() {
        return new KafkaProducer<>(producerSettings(), new StringSerializer(), new ByteArraySerializer());
    }

    /** The same for many at once: batches of up to 1 MiB, which wait up to 50 ms to fill. */
    public Producer<String, byte[]> bulkProducer() {
        Map<String, Object> values = producerSettings();
        values.put("batch.size", "1048576");
        values.put("linger.ms", "50");
        values.put("buffer.memory", "67108864");
        values.put("compression.zstd.level", "1");
        return new KafkaProducer<>(values, new StringSerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> values = client();
        values.put("acks", "all");
        values.put("linger.ms", "5");
        values.put("compression.type", "zstd");
        values.put("max.request.size", String.valueOf(topics.recordBytes()));
        return values;
    }

    /** A consumer of committed JSON values, null where a record is unreadable; with an empty {@code group} it assigns its partitions itself. */
    public <T> Consumer<String, T> consumer(Class<T> type, String group) {
        return consumer(type, group, "1");
    }

    /** As {@link #consumer(Class, String)}, one of several in its group: {@code instance} tells it from the others. */
    public <T> Consumer<String, T> consumer(Class<T> type, String group, String instance) {
        Map<String, Object> values = client();
        values.put("isolation.level", "read_committed");
        values.put("auto.offset.reset", "earliest");
        values.put("enable.auto.commit", "false");
        values.put("fetch.max.wait.ms", "50");
        if (!group.isEmpty()) {
            values.put("group.id", group);
            values.put("group.instance.id", group + "-" + instance);
            values.put("session.timeout.ms", "10000");
        }
        return new KafkaConsumer<>(values, new StringDeserializer(), JsonSerde.lenientDeserializer(type));
    }

    /**
     * A consumer for reading much of the past. It is in no group and fails where the log has no such offset any more; a
     * {@link ReplayQuota} slows it down without touching live reading.
     */
    public Consumer<String, byte[]> historian() {
        Map<String, Object> values = past();
        values.put("client.id", REPLAY_CLIENT);
        return new KafkaConsumer<>(values, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A consumer of committed records as they lie in the log, in no group; it fails where the log has no such offset. */
    public Consumer<byte[], byte[]> rawConsumer() {
        return new KafkaConsumer<>(past(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What consumers of much of the past are told. */
    private Map<String, Object> past() {
        Map<String, Object> values = client();
        values.putAll(Map.of(
                "isolation.level", "read_committed",
                "auto.offset.reset", "none",
                "enable.auto.commit", "false",
                "max.poll.records", "2000",
                "fetch.max.wait.ms", "50",
                "max.partition.fetch.bytes", String.valueOf(MAX_RECORD_BYTES)));
        return values;
    }

    /**
     * An idempotent producer of records as they lie in the log.
     *
     * @param transactions the id under which it writes in transactions, empty for none
     */
    public Producer<byte[], byte[]> rawProducer(String transactions) {
        Map<String, Object> values = producerSettings();
        values.put("batch.size", "1048576");
        values.put("buffer.memory", "67108864");
        if (!transactions.isEmpty()) {
            values.put("transactional.id", transactions);
        }
        return new KafkaProducer<>(values, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * A consumer that shares partitions with the other members of {@code group} and keeps its own over a restart.
     *
     * @param instance its name, the same after a restart
     * @param session after this long without a word from it its partitions go to the others
     */
    public <T> Consumer<String, T> member(Class<T> type, String group, String instance, Duration session) {
        Map<String, Object> values = client();
        values.put("isolation.level", "read_committed");
        values.put("auto.offset.reset", "earliest");
        values.put("enable.auto.commit", "false");
        values.put("fetch.max.wait.ms", "50");
        values.put("group.id", group);
        values.put("group.instance.id", instance);
        values.put("session.timeout.ms", String.valueOf(session.toMillis()));
        values.put("heartbeat.interval.ms", String.valueOf(session.toMillis() / 5));
        values.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(values, new StringDeserializer(), JsonSerde.lenientDeserializer(type));
    }

    /**
     * Settings of a Streams application whose stores live under {@code state}. The topics of its stores get as many copies as
     * the log has by {@link #createTopics}, else those that brokers make by themselves.
     */
    public Properties streams(String application, Path state, boolean exactlyOnce, String instance) {
        Properties values = new Properties();
        values.putAll(client());
        values.put("application.id", application);
        values.put("state.dir", state.toString());
        values.put("num.stream.threads", "1");
        values.put("group.protocol", "classic");
        values.put("ensure.explicit.internal.resource.naming", "true");
        values.put("processing.guarantee", exactlyOnce ? "exactly_once_v2" : "at_least_once");
        // while articles are fresh processors ask for commits more often
        values.put("commit.interval.ms", String.valueOf(Pace.LATEST.toMillis()));
        values.put("poll.ms", "10");
        values.put("statestore.cache.max.bytes", "0");
        values.put("rocksdb.config.setter", StoreBounds.class);
        values.put("replication.factor", copies.replication() == 0 ? "-1" : String.valueOf(copies.replication()));
        if (copies.minInsync() > 0) {
            values.put("topic.min.insync.replicas", String.valueOf(copies.minInsync()));
        }
        topics.ofStores(values);
        values.put("main.consumer.group.instance.id", instance);
        values.put("main.consumer.session.timeout.ms", "10000");
        values.put("main.consumer.fetch.max.wait.ms", "20");
        values.put("main.consumer.auto.offset.reset", "earliest");
        // what a transaction writes is read after its commit, which waits for no batch to fill
        values.put("producer.linger.ms", exactlyOnce ? "50" : "10");
        values.put("producer.batch.size", String.valueOf(64 << 10));
        // a changelog that was moved to another cluster has aborted records where the old one had gaps
        values.put("restore.consumer.isolation.level", "read_committed");
        values.put("errors.dead.letter.queue.topic.name", Topic.DEAD_LETTERS.name());
        values.put("deserialization.exception.handler", LogAndContinueExceptionHandler.class);
        values.put("processing.exception.handler", LogAndContinueProcessingExceptionHandler.class);
        values.put("production.exception.handler", DeadLetters.class);
        // what a killed process left open holds up its readers until it times out
        values.put("producer.transaction.timeout.ms", "5000");
        values.put("producer.compression.type", "zstd");
        values.put("producer.max.request.size", String.valueOf(topics.recordBytes()));
        return values;
    }
}
