package org.tocsin.app;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/**
 * One broker set up as those of {@code deploy/cluster}: clients by TLS and SCRAM, the broker and its administrator by
 * certificates, and nothing allowed that no ACL allows.
 */
final class SecuredKafka implements AutoCloseable {
    private static final Path SCRIPT =
            Path.of("").toAbsolutePath().resolve("../deploy/cluster/secrets.sh").normalize();

    private static final int CLIENTS = 9094;
    private static final int ADMINISTRATION = 9095;
    private static final String GO = "/tmp/go.sh";

    private final Path secrets;
    private final Broker container;

    /** One that waits until it is told by which ports clients come, which is known only when it runs. */
    private static final class Broker extends GenericContainer<Broker> {
        Broker() {
            super("apache/kafka:4.3.1");
        }

        @Override
        protected void containerIsStarting(InspectContainerResponse found) {
            String script = """
                    #!/bin/sh
                    export KAFKA_ADVERTISED_LISTENERS=CLIENTS://localhost:%d,ADMINISTRATION://localhost:%d,BROKERS://localhost:9092
                    exec /etc/kafka/docker/run
                    """.formatted(getMappedPort(CLIENTS), getMappedPort(ADMINISTRATION));
            copyFileToContainer(Transferable.of(script, 0755), GO);
        }
    }

    /** @param directory in which the secrets are made */
    @SuppressWarnings("resource") // closed by close
    SecuredKafka(Path directory) throws Exception {
        secrets = directory.resolve("secrets");
        Process script = new ProcessBuilder("bash", SCRIPT.toString(), secrets.toString())
                .inheritIO()
                .start();
        if (!script.waitFor(60, TimeUnit.SECONDS) || script.exitValue() != 0) {
            throw new AssertionError("secrets.sh failed");
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw");
        settings.put("KAFKA_NODE_ID", "1");
        settings.put("KAFKA_PROCESS_ROLES", "broker,controller");
        settings.put(
                "KAFKA_LISTENERS",
                "CLIENTS://:%d,ADMINISTRATION://:%d,BROKERS://:9092,CONTROLLER://:9093"
                        .formatted(CLIENTS, ADMINISTRATION));
        settings.put("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
        settings.put("KAFKA_INTER_BROKER_LISTENER_NAME", "BROKERS");
        settings.put("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093");
        settings.put(
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                "CLIENTS:SASL_SSL,ADMINISTRATION:SSL,BROKERS:SSL,CONTROLLER:SSL");
        settings.put("KAFKA_LISTENER_NAME_ADMINISTRATION_SSL_CLIENT_AUTH", "required");
        settings.put("KAFKA_LISTENER_NAME_BROKERS_SSL_CLIENT_AUTH", "required");
        settings.put("KAFKA_LISTENER_NAME_CONTROLLER_SSL_CLIENT_AUTH", "required");
        settings.put("KAFKA_SASL_ENABLED_MECHANISMS", "SCRAM-SHA-512");
        settings.put(
                "KAFKA_LISTENER_NAME_CLIENTS_SCRAM___SHA___512_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("KAFKA_SSL_KEYSTORE_TYPE", "PEM");
        settings.put("KAFKA_SSL_KEYSTORE_LOCATION", "/etc/tocsin/broker.pem");
        settings.put("KAFKA_SSL_TRUSTSTORE_TYPE", "PEM");
        settings.put("KAFKA_SSL_TRUSTSTORE_LOCATION", "/etc/tocsin/ca.pem");
        settings.put("KAFKA_AUTHORIZER_CLASS_NAME", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("KAFKA_SUPER_USERS", "User:CN=broker;User:CN=admin");
        settings.put("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        settings.put("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1");
        settings.put("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1");
        settings.put("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1");
        settings.put("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        settings.put("KAFKA_MESSAGE_MAX_BYTES", "16777216");
        container = new Broker()
                .withExposedPorts(CLIENTS, ADMINISTRATION)
                .withCreateContainerCmdModifier(command -> command.withEntrypoint("sh"))
                .withCommand("-c", "while [ ! -x " + GO + " ]; do sleep 0.1; done; exec " + GO)
                .withEnv(settings)
                .withCopyFileToContainer(
                        MountableFile.forHostPath(secrets.resolve("broker.pem")), "/etc/tocsin/broker.pem")
                .withCopyFileToContainer(MountableFile.forHostPath(secrets.resolve("ca.pem")), "/etc/tocsin/ca.pem")
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1))
                .withStartupTimeout(Program.PATIENCE);
        container.start();
    }

    /** Where roles and people connect, each with a name and a password. */
    String bootstrap() {
        return "localhost:" + container.getMappedPort(CLIENTS);
    }

    /** Where the administrator connects, by certificate. */
    String administration() {
        return "localhost:" + container.getMappedPort(ADMINISTRATION);
    }

    /** The {@code kafka-config} of a role, of {@code tools} or of {@code admin}. */
    Path config(String role) {
        return secrets.resolve(role + ".properties");
    }

    /** A line {@code name password} for each of the roles and the command line. */
    Path users() {
        return secrets.resolve("users");
    }

    /** Settings of a client that comes as {@code role}. */
    Properties client(String role, String bootstrap) throws IOException {
        Properties values = new Properties();
        try (var in = Files.newBufferedReader(config(role))) {
            values.load(in);
        }
        values.put("bootstrap.servers", bootstrap);
        return values;
    }

    @Override
    public void close() {
        container.close();
    }
}
