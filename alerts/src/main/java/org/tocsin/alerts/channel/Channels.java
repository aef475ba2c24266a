package org.tocsin.alerts.channel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.OutgoingSettings;

/** Every channel there is, by name. */
public final class Channels implements AutoCloseable {
    /** What readers fetch. */
    private static final List<String> FETCHED = List.of("stream", "feed");

    private final GuardedClient client;
    private final Producer<String, Alert> producer;
    private final Map<String, Channel> byName = new LinkedHashMap<>();

    /**
     * Makes all of them.
     *
     * @param files bounds what {@link #check} lets through, not what is sent: that was checked when it was saved
     * @param unsubscribing makes the token with which a mail's link takes an address out of a subscription: of its id and
     *     the address
     */
    public Channels(
            KafkaSettings kafka,
            OutgoingSettings outgoing,
            Optional<MailSettings> mail,
            FilePlaces files,
            BinaryOperator<String> unsubscribing) {
        client = new GuardedClient(outgoing);
        producer = kafka.producer();
        Stream.of(
                        new Webhook(client),
                        new Mail(mail, unsubscribing),
                        new Slack(client),
                        new Mattermost(client),
                        new Discord(client),
                        new Teams(client),
                        new Telegram(client),
                        new Ntfy(client),
                        new Matrix(client),
                        new JsonTemplate(client),
                        new KafkaTopic(producer, kafka::create),
                        new AlertFile(files),
                        new Terminal(System.out))
                .forEach(channel -> byName.put(channel.name(), channel));
        FETCHED.forEach(name -> byName.put(name, new Fetched(name)));
    }

    /** Whether alerts are sent by the channel of that name, and not fetched by readers. */
    public static boolean sends(String name) {
        return !FETCHED.contains(name);
    }

    /** The channel of that name, null when there is none. */
    public @Nullable Channel get(String name) {
        return byName.get(name);
    }

    /** The names of all. */
    Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** What is wrong with a destination; {@code secret} in the clear. */
    public List<Problem> check(Destination destination, String secret) {
        Channel channel = byName.get(destination.channel());
        if (channel == null) {
            return List.of(new Problem(
                    "channel",
                    "%s is unknown; it must be one of %s"
                            .formatted(
                                    destination.channel().isEmpty() ? "an empty one" : destination.channel(),
                                    String.join(", ", byName.keySet()))));
        }
        Set<String> options = new TreeSet<>(channel.options());
        options.add("ordered");
        return Stream.concat(
                        destination.options().keySet().stream()
                                .filter(name -> !options.contains(name))
                                .sorted()
                                .map(name -> new Problem(
                                        "options." + name,
                                        "%s has no such option; there are %s"
                                                .formatted(channel.name(), String.join(", ", options)))),
                        channel.check(destination, secret).stream())
                .toList();
    }

    @Override
    public void close() {
        client.close();
        producer.close(java.time.Duration.ofSeconds(2));
    }
}
