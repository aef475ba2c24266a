package org.tocsin.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.knowledge.LiveNames;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Settings;
import picocli.CommandLine.Option;

/** The flags that every command shares; each is a setting of {@link Settings} too. */
final class Options {
    /** What is different in an instance that a command starts for itself: nobody else is served by it. */
    private static final Map<String, String> ALONE = Map.ofEntries(
            Map.entry("roles", "enrich,alerts"),
            Map.entry("host", "127.0.0.1"),
            Map.entry("port", "0"),
            Map.entry("inbox", ""),
            Map.entry("tls-certificate", ""),
            Map.entry("tls-key", ""),
            Map.entry("trusted-proxies", ""),
            Map.entry("oidc-issuer", ""),
            Map.entry("oidc-client", ""),
            Map.entry("oidc-secret", ""),
            Map.entry("oidc-secret-file", ""),
            Map.entry("oidc-scopes", ""));

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory (default: data).")
    private @Nullable String data;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka cluster; without it the embedded broker.")
    private @Nullable String bootstrap;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties file with security.protocol, ssl.… and sasl.… for the cluster (default: none).")
    private @Nullable String kafkaConfig;

    @Option(names = "--port", description = "Port of the page and the API (default: 8420).")
    private @Nullable String port;

    @Option(names = "--host", description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(names = "--roles", description = "Roles to run (default: all).")
    private @Nullable String roles;

    @Option(
            names = "--inbox",
            paramLabel = "DIR",
            description = "Folder whose new files are read, each once (default: none).")
    private @Nullable String inbox;

    Settings settings() {
        return settings(Map.of());
    }

    Settings settings(Map<String, String> defaults) {
        Map<String, String> flags = new HashMap<>(defaults);
        put(flags, "data", data);
        put(flags, "bootstrap", bootstrap);
        put(flags, "kafka-config", kafkaConfig);
        put(flags, "port", port);
        put(flags, "host", host);
        put(flags, "roles", roles);
        put(flags, "inbox", inbox);
        return load(flags);
    }

    private static Settings load(Map<String, String> flags) {
        return Settings.load(Path.of("tocsin.yaml"), System.getenv(), flags);
    }

    private static void put(Map<String, String> flags, String name, @Nullable String value) {
        if (value != null) {
            flags.put(name, value);
        }
    }

    /**
     * Where a command finds the log: the instance that runs on the data directory, else the cluster of
     * {@code --bootstrap}, else an instance started for the length of the command.
     */
    Connection connect() {
        Settings settings = settings();
        Optional<DataDirectory.Address> running = DataDirectory.running(settings.data());
        if (running.isPresent()) {
            return connection(settings.cluster(running.get().bootstrap()), null, settings.data(), running.get());
        }
        if (!settings.bootstrap().isEmpty()) {
            KafkaSettings kafka = settings.cluster();
            kafka.createTopics();
            return connection(kafka, null, settings.data(), null);
        }
        Map<String, String> flags = new HashMap<>(ALONE);
        flags.put("data", settings.data().toString());
        AllInOne own = AllInOne.start(load(flags));
        return connection(own.kafka(), own, settings.data(), null);
    }

    private static Connection connection(
            KafkaSettings kafka, @Nullable AllInOne own, Path data, DataDirectory.@Nullable Address address) {
        return new Connection(kafka, new LiveNames(kafka), own, data, address);
    }

    /** The log that a command works on; closing stops what was started for it. */
    record Connection(
            KafkaSettings kafka,
            LiveNames names,
            @Nullable AllInOne own,
            Path data,
            DataDirectory.@Nullable Address address)
            implements AutoCloseable {
        /** {@link Refusal} when the instance that was found at the start runs no more or is another one. */
        void check() {
            if (address != null && !DataDirectory.announced(data).equals(Optional.of(address))) {
                throw new Refusal("the instance on " + data
                        + " has stopped meanwhile; what it had taken is kept, so start it and run the command again");
            }
        }

        @Override
        public void close() {
            names.close();
            if (own != null) {
                own.close();
            }
        }
    }
}
