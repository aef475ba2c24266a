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

    static String htmlBreach(String html) {
        return Pattern.compile("<script|<img|onerror=[^&]*>|@(channel|everyone|here)")
                .matcher(html)
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

    static final class KafkaPeer implements Peer {
        private final MockProducer<String, Alert> producer =
                new MockProducer<>(true, null, new StringSerializer(), JsonSerde.serializer());

        @Override
        public Channel channel() {
            return new KafkaTopic(producer);
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
