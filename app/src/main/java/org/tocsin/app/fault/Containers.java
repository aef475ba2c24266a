package org.tocsin.app.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/**
 * Three brokers, which are the controllers too, in containers on the network of this machine. Left to themselves they keep a
 * record once, as Kafka's usual settings say.
 */
final class Containers implements Brokers {
    static final int COUNT = 3;

    private static final String IMAGE = "apache/kafka:4.3.1";
    private static final String LOG = "/tmp/log";
    private static final long START_SECONDS = 180;
    private static final long COMMAND_SECONDS = 120;

    private final String id = Uuid.randomUuid().toString();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> controllers = new ArrayList<>();
    private final List<List<EmbeddedBroker.Door>> doors;
    private final List<Path> disks;
    private boolean made;

    /**
     * @param doors of each broker, one for each role and the last for whoever watches
     * @param disks where each broker keeps its log; none where it stays in its container
     */
    Containers(List<List<EmbeddedBroker.Door>> doors, List<Path> disks) throws IOException {
        this.doors = List.copyOf(doors);
        this.disks = List.copyOf(disks);
        for (int i = 0; i < COUNT; i++) {
            ports.add(Ports.free());
            controllers.add(Ports.free());
        }
    }

    @Override
    public int count() {
        return COUNT;
    }

    @Override
    public void start() throws IOException {
        for (int broker = 0; broker < COUNT; broker++) {
            if (made) {
                docker(List.of("start", name(broker)));
            } else {
                docker(run(broker));
            }
        }
        made = true;
        KafkaSettings kafka = new KafkaSettings(
                ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!complete(kafka)) {
            if (!alive()) {
                throw new IllegalStateException("a broker has ended while it came up");
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "not all brokers have come up within " + START_SECONDS + " s; see docker logs " + name(0));
            }
        }
    }

    private static boolean complete(KafkaSettings kafka) {
        try {
            return kafka.administer(admin -> admin.describeCluster().nodes().get(10, TimeUnit.SECONDS))
                            .size()
                    == COUNT;
        } catch (Refusal e) {
            return false;
        }
    }

    private List<String> run(int broker) {
        String properties = settings(broker).entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n"));
        List<String> words = new ArrayList<>(List.of("run", "--detach", "--name", name(broker), "--network", "host"));
        if (!disks.isEmpty()) {
            words.addAll(List.of("--volume", disks.get(broker) + ":" + LOG));
        }
        words.addAll(
                List.of("--env", "PROPERTIES=" + properties, "--entrypoint", "bash", IMAGE, "-c", """
                printf '%%s' "$PROPERTIES" > /tmp/broker.properties
                /opt/kafka/bin/kafka-storage.sh format --ignore-formatted -t %s -c /tmp/broker.properties || exit 1
                exec java -Xmx384m -XX:+UseSerialGC -cp '/opt/kafka/libs/*' kafka.Kafka /tmp/broker.properties
                """.formatted(id)));
        return words;
    }

    private Map<String, String> settings(int broker) {
        StringBuilder listeners = new StringBuilder("BROKERS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                .formatted(ports.get(broker), controllers.get(broker)));
        StringBuilder advertised = new StringBuilder("BROKERS://127.0.0.1:%d".formatted(ports.get(broker)));
        StringBuilder protocols = new StringBuilder("BROKERS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        // a role knows the brokers by the addresses of one listener
        for (int role = 0; role < doors.get(broker).size(); role++) {
            EmbeddedBroker.Door door = doors.get(broker).get(role);
            listeners.append(",DOOR%d://127.0.0.1:%d".formatted(role, door.port()));
            advertised.append(",DOOR%d://127.0.0.1:%d".formatted(role, door.advertised()));
            protocols.append(",DOOR%d:PLAINTEXT".formatted(role));
        }
        Map<String, String> settings = new TreeMap<>();
        settings.put("log.dirs", LOG);
        settings.put("node.id", String.valueOf(broker + 1));
        settings.put("process.roles", "broker,controller");
        settings.put("listeners", listeners.toString());
        settings.put("advertised.listeners", advertised.toString());
        settings.put("listener.security.protocol.map", protocols.toString());
        settings.put("inter.broker.listener.name", "BROKERS");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "controller.quorum.voters",
                IntStream.range(0, COUNT)
                        .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
                        .collect(Collectors.joining(",")));
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", "3");
        settings.put("offsets.topic.num.partitions", "6");
        settings.put("transaction.state.log.replication.factor", "3");
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("transaction.state.log.num.partitions", "6");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("message.max.bytes", String.valueOf(KafkaSettings.MAX_RECORD_BYTES));
        return settings;
    }

    private String name(int broker) {
        return "tocsin-fault-" + ports.get(0) + "-" + (broker + 1);
    }

    @Override
    public boolean alive() throws IOException {
        List<String> words = new ArrayList<>(List.of("inspect", "--format", "{{.State.Running}}"));
        IntStream.range(0, COUNT).mapToObj(this::name).forEach(words::add);
        return !docker(words).contains("false");
    }

    @Override
    public void kill(int broker) throws IOException {
        docker(List.of("kill", "--signal", "KILL", name(broker)));
        docker(List.of("wait", name(broker)));
    }

    @Override
    public void end(int broker) throws IOException {
        docker(List.of("stop", "--time", "60", name(broker)));
    }

    @Override
    public void close() throws IOException {
        List<String> words = new ArrayList<>(List.of("rm", "--force", "--volumes"));
        IntStream.range(0, COUNT).mapToObj(this::name).forEach(words::add);
        docker(words);
    }

    /** What the engine answers to a command; the engine is the one that {@code docker} finds. */
    private static String docker(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(words);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        "docker " + words.getFirst() + " failed, is the engine running? It says: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return said;
    }
}
