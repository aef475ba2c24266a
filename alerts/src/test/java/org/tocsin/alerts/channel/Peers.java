package org.tocsin.alerts.channel;

import com.standardwebhooks.Webhook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.http.GuardedClient;
import tools.jackson.databind.JsonNode;

/** One peer for each channel. */
final class Peers {
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private Peers() {}

    /** A web service: what of a request readers see, and what in it would be a breach. */
    static Peer web(
            String path,
            Function<GuardedClient, HttpChannel> channel,
            GuardedClient client,
            Function<HttpPeer, Destination> destination,
            String secret,
            Destination bad,
            Function<HttpPeer.Taken, String> seen,
            Function<HttpPeer.Taken, String> broken) {
        HttpPeer server = new HttpPeer();
        return new WebPeer(server, channel.apply(client), destination.apply(server), secret, bad, seen, broken, path);
    }

    record WebPeer(
            HttpPeer server,
            Channel channel,
            Destination destination,
            String secret,
            Destination bad,
            Function<HttpPeer.Taken, String> see,
            Function<HttpPeer.Taken, String> breach,
            String path)
            implements Peer {
        @Override
        public List<String> seen() {
            assertPaths();
            return server.taken.stream().map(see).toList();
        }

        private void assertPaths() {
            server.taken.forEach(taken -> {
                if (!taken.path().startsWith(path)) {
                    throw new AssertionError("asked " + taken.path() + " and not " + path);
                }
            });
        }

        @Override
        public String broken() {
            return breach.apply(server.taken.getLast());
        }

        @Override
        public void close() {
            server.close();
        }
    }

    static JsonNode json(HttpPeer.Taken taken) {
        if (!taken.header("content-type").startsWith("application/json")) {
            throw new AssertionError("not JSON but " + taken.header("content-type"));
        }
        return Json.mapper().readTree(taken.body());
    }

    /** Every string of a JSON value. */
    static String strings(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        return StreamSupport.stream(node.spliterator(), false)
                .map(Peers::strings)
                .collect(Collectors.joining("\n"));
    }

    /** Markdown as text: escapes taken off. */
    static String markdown(String text) {
        return text.replaceAll("\\\\([\\\\`*_{}\\[\\]()<>#+\\-.!|~:&])", "$1").replace("\u200b", "");
    }

    static String entities(String html) {
        return TAG.matcher(html)
                .replaceAll(" ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
                .replace("\u200b", "");
    }

    /** Links and emphasis that the title tries to make; none may stand unescaped. */
    static String markdownBreach(String text) {
        String bare = text.replaceAll("\\\\.", "").replaceAll("\\[[^\\]]*\\]\\(https://example\\.org/[\\w%.-]*\\)", "");
        return Pattern.compile("@(channel|everyone|here)|\\]\\(|<!|<script|evil\\.example\\)")
                .matcher(bare)
                .results()
                .map(match -> match.group())
                .collect(Collectors.joining(" "));
    }

    /** Elements that the title tries to open. */
    static String htmlBreach(String html) {
        return found(
                "<script|<img|onerror=[^&]*>|<a href=\"(?!https://example\\.org/|https://news\\.example\\.org/)", html);
    }

    /** The same, and mentions and bare links, which chats look for in text. */
    static String chatBreach(String html) {
        return htmlBreach(html) + textBreach(TAG.matcher(html).replaceAll(" "));
    }

    /** Mentions, bare links and signs that control a terminal or the direction of text. */
    static String textBreach(String text) {
        return found(
                "@(channel|everyone|here)|evil\\.example|://evil|9\\.8\\.7\\.6|[\\p{Cntrl}&&[^\n]]|[\u202a-\u202e\u2066-\u2069]",
                text);
    }

    /** Fields of an object and headers of a request that the title tries to add. */
    static String shapeBreach(HttpPeer.Taken taken, String... fields) {
        Set<String> more = new TreeSet<>(json(taken).propertyNames());
        more.removeAll(Set.of(fields));
        return more.stream().collect(Collectors.joining(" "))
                + found("(?i)\\b(bcc|x-evil)\\b", taken.headers().keySet().toString());
    }

    private static String found(String what, String text) {
        return Pattern.compile(what)
                .matcher(text)
                .results()
                .map(match -> match.group())
                .collect(Collectors.joining(" "));
    }

    static String slackBreach(String json) {
        String text = strings(Json.mapper().readTree(json));
        return Pattern.compile("<!|<@|@channel|<https?://evil")
                .matcher(text)
                .results()
                .map(match -> match.group())
                .collect(Collectors.joining(" "));
    }

    /** Where a message to a service is larger than it takes, empty where nowhere. */
    static List<String> beyondLimits(String channel, HttpPeer.Taken taken) {
        JsonNode body = json(taken);
        Sizes sizes = new Sizes(new java.util.ArrayList<>());
        int bytes = taken.body().getBytes(StandardCharsets.UTF_8).length;
        switch (channel) {
            case "slack" -> {
                sizes.most("blocks", body.path("blocks").size(), 50);
                body.path("blocks")
                        .forEach(block -> sizes.most(
                                block.path("type").asString(),
                                block.path("text").path("text").asString().length(),
                                block.path("type").asString().equals("header") ? 150 : 3_000));
            }
            case "discord" -> {
                int all = 0;
                sizes.most("content", body.path("content").asString().length(), 2_000);
                sizes.most("embeds", body.path("embeds").size(), 10);
                for (JsonNode embed : body.path("embeds")) {
                    int title = embed.path("title").asString().length();
                    int description = embed.path("description").asString().length();
                    sizes.most("title", title, 256);
                    sizes.most("description", description, 4_096);
                    sizes.most("url", embed.path("url").asString("").length(), 2_048);
                    all += title + description;
                }
                sizes.most("all embeds", all, 6_000);
            }
            case "mattermost" -> sizes.most("text", body.path("text").asString().length(), 16_383);
            case "teams" -> sizes.most("bytes", bytes, 28 * 1_024);
            case "telegram" ->
                sizes.most(
                        "text",
                        TAG.matcher(body.path("text").asString())
                                .replaceAll("")
                                .replaceAll("&\\w+;|&#\\d+;", "x")
                                .length(),
                        4_096);
            case "ntfy" -> {
                sizes.most("message", body.path("message").asString().getBytes(StandardCharsets.UTF_8).length, 4_096);
                sizes.most("bytes", bytes, 8_192);
            }
            case "matrix" -> sizes.most("bytes", bytes, 65_536 - 2_000);
            default -> {}
        }
        return sizes.beyond();
    }

    private record Sizes(List<String> beyond) {
        void most(String what, int size, int most) {
            if (size > most) {
                beyond.add("%s: %d, more than %d".formatted(what, size, most));
            }
        }
    }

    static final class KafkaPeer implements Peer {
        private final MockProducer<String, Alert> producer =
                new MockProducer<>(true, null, new StringSerializer(), JsonSerde.serializer());

        @Override
        public Channel channel() {
            return new KafkaTopic(producer, topic -> {});
        }

        @Override
        public Destination destination() {
            return Destination.of("kafka", "desk.alerts");
        }

        @Override
        public Destination bad() {
            return Destination.of("kafka", "tocsin.alerts");
        }

        @Override
        public List<String> seen() {
            return producer.history().stream()
                    .map(event -> {
                        for (String name : List.of("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time")) {
                            if (event.headers().lastHeader(name) == null) {
                                throw new AssertionError("no " + name);
                            }
                        }
                        return strings(Json.mapper().readTree(Json.bytes(event.value())));
                    })
                    .toList();
        }

        @Override
        public String broken() {
            return "";
        }
    }

    static final class FilePeer implements Peer {
        private final Path file;
        private final Channel channel = new AlertFile(FilePlaces.ANYWHERE);

        FilePeer(Path directory) {
            file = directory.resolve("alerts.jsonl");
        }

        @Override
        public Channel channel() {
            return channel;
        }

        @Override
        public Destination destination() {
            return Destination.of("file", file.toString());
        }

        @Override
        public Destination bad() {
            return Destination.of("file", "relative.jsonl");
        }

        @Override
        public List<String> seen() {
            try {
                return Files.exists(file)
                        ? Files.readAllLines(file).stream()
                                .map(line -> strings(Json.mapper().readTree(line)))
                                .toList()
                        : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String broken() {
            return "";
        }
    }

    static final class TerminalPeer implements Peer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final Channel channel = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8));

        @Override
        public Channel channel() {
            return channel;
        }

        @Override
        public Destination destination() {
            return Destination.of("terminal", "");
        }

        @Override
        public Destination bad() {
            return Destination.of("no such channel", "");
        }

        @Override
        public List<String> seen() {
            String text = out.toString(StandardCharsets.UTF_8);
            return text.isEmpty() ? List.of() : List.of(text.substring(1).split("●", -1));
        }

        @Override
        public String broken() {
            return out.toString(StandardCharsets.UTF_8)
                    .chars()
                    .filter(c -> (c < 0x20 && c != '\n') || (c >= 0x202a && c <= 0x202e))
                    .mapToObj(Integer::toHexString)
                    .collect(Collectors.joining(" "));
        }
    }

    static String signed(HttpPeer.Taken taken, String secret) {
        try {
            new Webhook(secret).verify(taken.body(), HttpHeaders.of(taken.headers(), (name, value) -> true));
        } catch (Exception e) {
            throw new AssertionError("the signature does not hold", e);
        }
        return strings(json(taken));
    }
}
