package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Topic;

/** On a cluster of two brokers that keep two copies, both of which must be in sync. */
final class BrokerWatchTest {
    private static final String CLUSTER = "4L6g3nShT-eMCtK--X86sw";

    @TempDir
    private Path directory;

    @Test
    void isNotReadyWhileTooFewCopiesAreInSyncForAnythingToBeWritten() throws Exception {
        int controller = freePort();
        int first = freePort();
        KafkaRaftServer one = server(1, first, controller);
        one.startup();
        KafkaRaftServer two = server(2, freePort(), controller);
        two.startup();
        KafkaSettings kafka = new KafkaSettings("127.0.0.1:" + first);
        BrokerWatch watch = new BrokerWatch(kafka, InstantSource.system());
        try {
            await(() ->
                    kafka.administer(admin -> admin.describeCluster().nodes().get(30, TimeUnit.SECONDS))
                                    .size()
                            == 2);
            kafka.administer(admin -> {
                TopicPlan.of(admin, TopicConfigs.DEFAULT, new TopicPlan.Copies(2, 2))
                        .start(admin);
                return 0;
            });
            watch.start();
            await(() -> watch.unready().isEmpty() && writes(kafka));

            two.shutdown();
            two.awaitShutdown();

            await(() -> !watch.unready().isEmpty());
            assertThat(watch.unready())
                    .matches("partition \\d+ of tocsin\\.\\S+ has 1 of 2 copies in sync and needs 2, so nothing can be"
                            + " written to it since \\S+");
            assertThat(watch.trouble()).isEmpty();
            assertThatThrownBy(() -> write(kafka)).isNotNull();

            two = server(2, freePort(), controller);
            two.startup();
            await(() -> watch.unready().isEmpty());
            write(kafka);
        } finally {
            watch.close();
            two.shutdown();
            one.shutdown();
        }
    }

    @Test
    void isInTroubleWhenTheClockWasSetBackSinceClientsOfKafkaWouldWait() {
        AtomicLong ahead = new AtomicLong();
        BrokerWatch watch = new BrokerWatch(
                new KafkaSettings("127.0.0.1:1"), () -> Instant.now().plusSeconds(ahead.get()));
        try {
            watch.start();
            await(() -> !watch.unready().isEmpty());

            ahead.set(-3_600);

            await(() -> !watch.trouble().isEmpty());
            assertThat(watch.trouble()).startsWith("the clock of this machine was set back by ");
        } finally {
            watch.close();
        }
    }

    private static boolean writes(KafkaSettings kafka) {
        try {
            write(kafka);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private static void write(KafkaSettings kafka) throws Exception {
        Map<String, Object> values = kafka.client();
        values.put("acks", "all");
        values.put("delivery.timeout.ms", "3000");
        values.put("request.timeout.ms", "2000");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(values, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topic.AUDIT.name(), "a", "{}")).get(30, TimeUnit.SECONDS);
        }
    }

    private KafkaRaftServer server(int node, int port, int controller) throws Exception {
        String log = directory.resolve("node" + node).toString();
        new Formatter()
                .setNodeId(node)
                .setClusterId(CLUSTER)
                .addDirectory(log)
                .setMetadataLogDirectory(log)
                .setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
        Map<String, String> values = new HashMap<>();
        values.put("node.id", String.valueOf(node));
        values.put("process.roles", node == 1 ? "broker,controller" : "broker");
        values.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + (node == 1 ? ",CONTROLLER://127.0.0.1:" + controller : ""));
        values.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        values.put("controller.listener.names", "CONTROLLER");
        values.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        values.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        values.put("log.dirs", log);
        values.put("message.max.bytes", String.valueOf(KafkaSettings.MAX_RECORD_BYTES));
        values.put("log.cleaner.dedupe.buffer.size", "8388608");
        values.put("auto.create.topics.enable", "false");
        return new KafkaRaftServer(new KafkaConfig(values, false), Time.SYSTEM);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after 60 s it does not hold");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }
}
