package org.tocsin.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.access.OidcSettings;
import org.tocsin.runtime.access.Site;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.http.TrustedProxies;
import org.tocsin.runtime.tls.TlsSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLReadFeature;

/**
 * What an instance is told: defaults, then {@code tocsin.yaml}, then {@code TOCSIN_*}, then flags; the later wins.
 *
 * @param data directory of the log, the stores and the lock
 * @param bootstrap {@code host:port,…} of a Kafka cluster; empty for the embedded broker
 * @param kafka what every client of that cluster needs besides, from the file of {@code kafka-config}
 * @param topics what topics are set to on the cluster
 * @param site where the HTTP server listens and how it is known
 * @param port port of the HTTP server, 0 for any free one
 * @param feeds how feeds are polled
 * @param adminToken a token that may do everything, from {@code admin-token} or {@code admin-token-file}; empty for none
 * @param outgoing what requests to the outside may reach, and how they name us
 * @param brokerPort port of the embedded broker, 0 for any free one
 * @param inbox folder whose new files are read, empty for none
 * @param alerts what the alerts stage alone reads and checks: mail server, key of the secrets, limits of owners
 * @param tls certificate of the HTTP server
 * @param oidc who may log in besides the bearers of tokens
 */
public record Settings(
        Path data,
        String bootstrap,
        Map<String, String> kafka,
        TopicConfigs topics,
        Site site,
        int port,
        List<String> roles,
        String adminToken,
        FeedSettings feeds,
        OutgoingSettings outgoing,
        int brokerPort,
        String inbox,
        Map<String, String> alerts,
        TlsSettings tls,
        OidcSettings oidc) {

    /** Every role, in flow order. */
    public static final List<String> ROLES = List.of("ingest", "enrich", "alerts", "dashboard", "replay");

    /** Variables of the launcher. */
    static final java.util.Set<String> LAUNCHER = java.util.Set.of(
            "TOCSIN_JAVA_OPTS",
            "TOCSIN_JAVA_HOME",
            "TOCSIN_LIBS",
            "TOCSIN_LIKE",
            "TOCSIN_LOG",
            "TOCSIN_LOG_FORMAT",
            "TOCSIN_LOG_OTHERS");

    private static final Map<String, String> ALERTS = Map.of(
            "smtp",
            "",
            "mail-from",
            "",
            "public-url",
            "",
            "secret-key",
            "",
            "owner-subscriptions",
            "1000",
            "owner-query-characters",
            "1000000",
            "owner-alerts-an-hour",
            "1000",
            "owner-deliveries-an-hour",
            "5000",
            "owner-match-percent",
            "20",
            "alert-files",
            "");

    private static final Map<String, String> OWN = Map.ofEntries(
            Map.entry("data", "data"),
            Map.entry("bootstrap", ""),
            Map.entry("kafka-config", ""),
            Map.entry("topic-configs", ""),
            Map.entry("host", "127.0.0.1"),
            Map.entry("port", "8420"),
            Map.entry("broker-port", "0"),
            Map.entry("roles", String.join(",", ROLES)),
            Map.entry("feed-interval", "300"),
            Map.entry("feed-floor", "60"),
            Map.entry("feed-ceiling", "86400"),
            Map.entry("feed-host-delay", "2"),
            Map.entry("public-url", ""),
            Map.entry("admin-token", ""),
            Map.entry("admin-token-file", ""),
            Map.entry("trusted-proxies", ""),
            Map.entry("allow-private", ""),
            Map.entry("allow-ports", ""),
            Map.entry("contact", ""),
            Map.entry("inbox", ""),
            Map.entry("tls-certificate", ""),
            Map.entry("tls-key", ""),
            Map.entry("oidc-issuer", ""),
            Map.entry("oidc-client", ""),
            Map.entry("oidc-secret", ""),
            Map.entry("oidc-secret-file", ""),
            Map.entry("oidc-claim", "groups"),
            Map.entry("oidc-name", ""),
            Map.entry("oidc-scopes", ""),
            Map.entry("secret-key-file", ""),
            Map.entry("smtp-file", ""));

    static final Map<String, String> DEFAULTS = joined(OWN, ALERTS);

    public Settings {
        for (String role : roles) {
            if (!ROLES.contains(role)) {
                throw refused("roles", role, "must be among " + ROLES);
            }
        }
        if (port < 0 || port > 65_535) {
            throw refused("port", String.valueOf(port), "must be between 0 and 65535");
        }
        if (brokerPort < 0 || brokerPort > 65_535) {
            throw refused("broker-port", String.valueOf(brokerPort), "must be between 0 and 65535");
        }
        if (!bootstrap.isEmpty() && !bootstrap.matches("[^\\s:,]+:\\d+(,[^\\s:,]+:\\d+)*")) {
            throw refused("bootstrap", bootstrap, "must be host:port, several separated by commas");
        }
        if (bootstrap.isEmpty() && !kafka.isEmpty()) {
            throw new Refusal("setting kafka-config: is for a cluster; give bootstrap too");
        }
        roles = List.copyOf(roles);
        kafka = Map.copyOf(kafka);
        alerts = joined(ALERTS, alerts);
    }

    /** How to talk to the cluster of {@code bootstrap}. */
    public KafkaSettings cluster() {
        return cluster(bootstrap);
    }

    /** How to talk to a cluster that is told the same way. */
    public KafkaSettings cluster(String servers) {
        return new KafkaSettings(servers, kafka, topics);
    }

    private static Map<String, String> joined(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(others);
        return Map.copyOf(all);
    }

    /** The settings of a file; none where it has comments only. */
    private static Map<String, Object> read(Path file) {
        try {
            @Nullable
            Map<String, Object> given = YAMLMapper.builder()
                    .enable(YAMLReadFeature.EMPTY_DOCUMENT_AS_EMPTY_OBJECT)
                    .build()
                    .readValue(file.toFile(), new TypeReference<>() {});
            return given == null ? Map.of() : given;
        } catch (JacksonException e) {
            throw noYaml(file, e);
        }
    }

    /** Reads {@code file} if it exists, then {@code environment}, then {@code flags}; refuses with {@link Refusal}. */
    public static Settings load(Path file, Map<String, String> environment, Map<String, String> flags) {
        Map<String, String> values = new HashMap<>(DEFAULTS);
        if (Files.exists(file)) {
            read(file).forEach((name, value) -> put(values, name, String.valueOf(value), file.toString()));
        }
        environment.forEach((name, value) -> {
            if (name.startsWith("TOCSIN_") && !LAUNCHER.contains(name)) {
                put(values, name.substring(7).toLowerCase(Locale.ROOT).replace('_', '-'), value, name);
            }
        });
        flags.forEach((name, value) -> put(values, name, value, "--" + name));
        return new Settings(
                Path.of(value("data", values)),
                value("bootstrap", values),
                kafka(value("kafka-config", values)),
                TopicConfigs.of(list("topic-configs", values)),
                new Site(
                        value("host", values),
                        value("public-url", values).strip(),
                        TrustedProxies.of(list("trusted-proxies", values))),
                number("port", values),
                list("roles", values),
                secret("admin-token", values),
                new FeedSettings(
                        seconds("feed-interval", values),
                        seconds("feed-floor", values),
                        seconds("feed-ceiling", values),
                        seconds("feed-host-delay", values),
                        value("public-url", values).strip()),
                new OutgoingSettings(
                        list("allow-private", values),
                        list("allow-ports", values).stream()
                                .map(port -> number("allow-ports", port))
                                .collect(Collectors.toSet()),
                        value("contact", values).strip()),
                number("broker-port", values),
                value("inbox", values),
                alerts(values),
                new TlsSettings(value("tls-certificate", values), value("tls-key", values)),
                new OidcSettings(
                        value("oidc-issuer", values).strip(),
                        value("oidc-client", values).strip(),
                        secret("oidc-secret", values),
                        value("oidc-claim", values).strip(),
                        value("oidc-name", values).strip(),
                        OidcSettings.scopes(list("oidc-scopes", values))));
    }

    private static Map<String, String> alerts(Map<String, String> values) {
        Map<String, String> own = new HashMap<>(values);
        own.keySet().retainAll(ALERTS.keySet());
        own.put("secret-key", secret("secret-key", values));
        own.put("smtp", secret("smtp", values));
        return own;
    }

    /** Says where and not what: the parser's own words repeat the line, which may hold a secret. */
    private static Refusal noYaml(Path file, JacksonException error) {
        TokenStreamLocation at = error.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : ", line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return new Refusal(
                "%s%s: this is not YAML of settings. Look there and in the lines around for a quote that is not closed, no blank after the colon, and a value with “: ” or “ #” in it or one of @ ` %% & * ! | > { [ at its beginning, which needs quotes"
                        .formatted(file, where));
    }

    private static Map<String, String> kafka(String file) {
        if (file.isEmpty()) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal("setting kafka-config: %s cannot be read as a properties file: %s".formatted(file, e), e);
        }
        Map<String, String> values = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (!name.startsWith("ssl.") && !name.startsWith("sasl.") && !name.equals("security.protocol")) {
                throw refused(
                        "kafka-config",
                        clientSetting(name) ? name : "a line that begins with no setting of Kafka's clients",
                        "must be security.protocol or a setting that begins with ssl. or sasl.; the others are the program's");
            }
            values.put(name, properties.getProperty(name));
        }
        checkLogin(values.get(SaslConfigs.SASL_JAAS_CONFIG));
        return values;
    }

    /** Any other name may be a part of a password that was broken into two lines. */
    private static boolean clientSetting(String name) {
        return ProducerConfig.configNames().contains(name)
                || ConsumerConfig.configNames().contains(name)
                || AdminClientConfig.configNames().contains(name);
    }

    /** Refuses in words of its own what cannot be read: those of the parser repeat parts of a password that has quotes in it. */
    private static void checkLogin(@Nullable String jaas) {
        if (jaas == null) {
            return;
        }
        boolean readable;
        try {
            JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(jaas)));
            readable = true;
        } catch (RuntimeException e) {
            readable = false;
        }
        if (!readable) {
            throw new Refusal(
                    "setting kafka-config: sasl.jaas.config cannot be read; it must be “MODULE required name=\"value\" …;” on one line, each value in double quotes, a quote or backslash within it after a backslash (of which a properties file takes two for one), and a semicolon at the end");
        }
    }

    private static Duration seconds(String name, Map<String, String> values) {
        return Duration.ofSeconds(number(name, values));
    }

    /** A setting that may stand in the file of the setting {@code …-file} instead. */
    private static String secret(String name, Map<String, String> values) {
        String file = value(name + "-file", values);
        if (file.isEmpty()) {
            return value(name, values);
        }
        try {
            String secret = Files.readString(Path.of(file)).strip();
            if (secret.isEmpty()) {
                throw new Refusal("setting %s-file: %s is empty".formatted(name, file));
            }
            return secret;
        } catch (IOException e) {
            throw new Refusal("setting %s-file: %s cannot be read: %s".formatted(name, file, e), e);
        }
    }

    /** Hides the admin token. */
    @Override
    public String toString() {
        return "Settings[data=%s, bootstrap=%s, host=%s, port=%d, roles=%s]"
                .formatted(data, bootstrap, site.host(), port, roles);
    }

    /** Separated by commas, or a list of YAML. */
    private static List<String> list(String name, Map<String, String> values) {
        String value = value(name, values).replaceAll("[\\[\\]]", "").strip();
        return value.isEmpty() ? List.of() : List.of(value.split("\\s*,\\s*"));
    }

    private static void put(Map<String, String> values, String name, String value, String where) {
        if (!DEFAULTS.containsKey(name)) {
            // what follows may be a secret whose colon has no blank after it
            String named = name.replaceFirst("(?s)[^A-Za-z0-9_-].*", "…");
            throw new Refusal(
                    "unknown setting %s in %s; known are %s".formatted(named, where, new TreeSet<>(DEFAULTS.keySet())));
        }
        values.put(name, value);
    }

    private static int number(String name, Map<String, String> values) {
        return number(name, value(name, values));
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw refused(name, value, "must be a whole number");
        }
    }

    private static String value(String name, Map<String, String> values) {
        return Objects.requireNonNull(values.get(name));
    }

    private static Refusal refused(String name, String value, String rule) {
        return new Refusal("setting %s: %s is refused; it %s".formatted(name, value, rule));
    }
}
