package org.tocsin.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.tocsin.model.Topic;

/** One Kafka broker and controller in this process, on the loopback address, its log in one directory. */
public final class EmbeddedBroker implements AutoCloseable {
    /** How long a start waits for the controller to have read its log. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long AGAIN_MILLIS = 50;

    private final KafkaRaftServer server;
    private final String bootstrap;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrap) {
        this.server = server;
        this.bootstrap = bootstrap;
    }

    /** As {@link #start(Path, int)}, on any free port. */
    public static EmbeddedBroker start(Path directory) {
        return start(directory, 0);
    }

    /**
     * Formats {@code directory} when it is new and starts the broker; returns when it takes requests.
     *
     * @param port that clients reach it at, the same after a restart; 0 for any free one
     */
    public static EmbeddedBroker start(Path directory, int port) {
        return start(directory, port, Map.of());
    }

    /** As {@link #start(Path)}, to be read only: while it runs nothing is compacted and nothing expires. */
    public static EmbeddedBroker preserving(Path directory) {
        return start(
                directory, 0, Map.of("log.cleaner.enable", "false", "log.retention.check.interval.ms", "86400000"));
    }

    /**
     * A listener of its own on the loopback address, whose clients are told to come to another port.
     *
     * @param port that the broker listens on
     * @param advertised where something listens that hands everything on to {@code port}
     */
    public record Door(int port, int advertised) {}

    /** As {@link #start(Path)}, with {@code doors} beside the port that {@link #bootstrap} names. */
    public static EmbeddedBroker behind(Path directory, List<Door> doors) {
        Map<String, String> more = new HashMap<>();
        for (Door door : doors) {
            String name = ",DOOR" + door.port;
            more.merge("listeners", name + "://127.0.0.1:" + door.port, String::concat);
            more.merge("advertised.listeners", name + "://127.0.0.1:" + door.advertised, String::concat);
            more.merge("listener.security.protocol.map", name + ":PLAINTEXT", String::concat);
        }
        return start(directory, 0, more);
    }

    /** @param more settings that are appended where they begin with a comma, else replaced */
    private static EmbeddedBroker start(Path directory, int port, Map<String, String> more) {
        try {
            int broker = port == 0 ? freePort() : port;
            int controller = freePort();
            while (controller == broker) {
                controller = freePort();
            }
            boolean before = Files.exists(directory.resolve("log/__cluster_metadata-0"));
            format(directory);
            if (before) {
                retire(directory, controller);
            }
            Map<String, String> properties = properties(directory, broker, controller);
            more.forEach((name, value) ->
                    properties.merge(name, value, (old, given) -> given.startsWith(",") ? old + given : given));
            KafkaRaftServer server = server(properties);
            server.startup();
            return new EmbeddedBroker(server, "127.0.0.1:" + broker);
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker did not start in " + directory, e);
        }
    }

    public String bootstrap() {
        return bootstrap;
    }

    /** From now on records of these topics, which are there, are on the disk before they count as written. */
    public void writeThrough(Collection<Topic<?>> topics) {
        Map<ConfigResource, Collection<AlterConfigOp>> settings = new HashMap<>();
        for (Topic<?> topic : topics) {
            settings.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                    List.of(new AlterConfigOp(new ConfigEntry("flush.messages", "1"), AlterConfigOp.OpType.SET)));
        }
        new KafkaSettings(bootstrap).administer(admin -> {
            admin.incrementalAlterConfigs(settings).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return topics;
        });
    }

    @Override
    public void close() {
        server.shutdown();
    }

    private static void format(Path directory) throws Exception {
        Path id = directory.resolve("cluster-id");
        if (!Files.exists(id)) {
            Files.writeString(id, Uuid.randomUuid().toString());
        }
        new Formatter()
                .setNodeId(1)
                .setClusterId(Files.readString(id).strip())
                .addDirectory(directory.resolve("log").toString())
                .setMetadataLogDirectory(directory.resolve("log").toString())
                .setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static KafkaRaftServer server(Map<String, String> properties) {
        return new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    }

    /**
     * Takes the registration of the broker that used this log before out of the metadata, with the controller alone.
     * Otherwise a broker that was killed starts as the leader that it was, is fenced when its old session lapses, and the
     * transaction coordinator, which finds no leader at that moment, takes the markers of a transaction that the kill cut
     * short for needless: its partitions would stay open for ever.
     */
    private static void retire(Path directory, int port) throws Exception {
        Map<String, String> properties = properties(directory, port, port);
        properties.put("process.roles", "controller");
        properties.put("listeners", "CONTROLLER://127.0.0.1:" + port);
        properties.remove("advertised.listeners");
        KafkaRaftServer controller = server(properties);
        controller.startup();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG, "127.0.0.1:" + port))) {
            unregister(admin);
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    /** A controller that has not read its log yet does not know which version it speaks, and says that it speaks none. */
    private static void unregister(Admin admin) throws ExecutionException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean done = false;
        while (!done) {
            try {
                admin.unregisterBroker(1).all().get();
                done = true;
            } catch (ExecutionException e) {
                // it had come no further than its log
                done = e.getCause() instanceof BrokerIdNotRegisteredException;
                if (!done && (!(e.getCause() instanceof UnsupportedVersionException) || System.nanoTime() > end)) {
                    throw e;
                }
                Thread.sleep(done ? 0 : AGAIN_MILLIS);
            }
        }
    }

    private static Map<String, String> properties(Path directory, int broker, int controller) {
        Map<String, String> values = new HashMap<>();
        values.put("node.id", "1");
        values.put("process.roles", "broker,controller");
        values.put("listeners", "PLAINTEXT://127.0.0.1:" + broker + ",CONTROLLER://127.0.0.1:" + controller);
        values.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + broker);
        values.put("controller.listener.names", "CONTROLLER");
        values.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        values.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        values.put("log.dirs", directory.resolve("log").toString());
        values.put("auto.create.topics.enable", "false");
        values.put("offsets.topic.replication.factor", "1");
        values.put("offsets.topic.num.partitions", "1");
        values.put("transaction.state.log.replication.factor", "1");
        values.put("transaction.state.log.min.isr", "1");
        values.put("transaction.state.log.num.partitions", "1");
        values.put("share.coordinator.state.topic.replication.factor", "1");
        values.put("share.coordinator.state.topic.min.isr", "1");
        values.put("share.coordinator.state.topic.num.partitions", "1");
        values.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // a transaction may begin while the markers of the one before are still being written; its first records then
        // wait here and are not sent back, or those behind them arrive out of order and everything is sent again
        values.put("add.partitions.to.txn.retry.backoff.ms", "5");
        values.put("add.partitions.to.txn.retry.backoff.max.ms", "10000");
        // there is no other broker to take over from one that is late: it must never be fenced while it runs
        values.put("broker.session.timeout.ms", "86400000");
        // after a kill the last segment of each partition is read again whole
        values.put("log.segment.bytes", String.valueOf(64 << 20));
        values.put("group.initial.rebalance.delay.ms", "0");
        values.put("group.min.session.timeout.ms", "1000");
        values.put("message.max.bytes", String.valueOf(KafkaSettings.MAX_RECORD_BYTES));
        values.put("replica.fetch.max.bytes", String.valueOf(KafkaSettings.MAX_RECORD_BYTES));
        values.put("log.cleaner.dedupe.buffer.size", "8388608");
        values.put("offsets.load.buffer.size", "1048576");
        values.put("controlled.shutdown.enable", "false");
        return values;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
