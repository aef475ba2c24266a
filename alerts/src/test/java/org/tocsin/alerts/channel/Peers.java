package org.tocsin.alerts.channel;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.standardwebhooks.Webhook;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.tocsin.alerts.inbox.AlertFeeds;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.JsonSerde;
import org.tocsin.runtime.http.GuardedClient;
import org.xml.sax.InputSource;
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

    static final class MailPeer implements Peer {
        private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        private final Mail channel;

        MailPeer() {
            server.start();
            channel = new Mail(MailSettings.parse(
                    "smtp+plain://127.0.0.1:" + server.getSmtp().getPort(),
                    "tocsin@example.org",
                    "https://news.example.org"));
        }

        @Override
        public Channel channel() {
            return channel;
        }

        @Override
        public Destination destination() {
            return Destination.of("email", "reader@example.org");
        }

        @Override
        public Destination bad() {
            return Destination.of("email", "a@example.org\r\nBcc: b@example.org");
        }

        @Override
        public List<String> seen() {
            List<String> seen = new ArrayList<>();
            for (MimeMessage message : server.getReceivedMessages()) {
                try {
                    if (message.getHeader("List-Unsubscribe") == null
                            || message.getHeader("List-Unsubscribe-Post") == null
                            || message.getHeader("Message-ID") == null) {
                        throw new AssertionError("a header is missing");
                    }
                    List<String> parts = new ArrayList<>();
                    parts(message.getContent(), parts);
                    if (parts.stream().noneMatch(part -> part.startsWith("text/plain"))
                            || parts.stream().noneMatch(part -> part.startsWith("text/html"))) {
                        throw new AssertionError("text and HTML are needed, not " + parts);
                    }
                    seen.add(message.getSubject() + "\n" + entities(String.join("\n", parts)));
                } catch (MessagingException | IOException e) {
                    throw new AssertionError(e);
                }
            }
            return seen;
        }

        private static void parts(Object content, List<String> parts) throws MessagingException, IOException {
            if (content instanceof Multipart multipart) {
                for (int i = 0; i < multipart.getCount(); i++) {
                    BodyPart part = multipart.getBodyPart(i);
                    if (part.getContent() instanceof String text) {
                        parts.add(part.getContentType() + " " + text);
                    } else {
                        parts(part.getContent(), parts);
                    }
                }
            }
        }

        @Override
        public String broken() {
            try {
                MimeMessage last = server.getReceivedMessages()[server.getReceivedMessages().length - 1];
                List<String> parts = new ArrayList<>();
                parts(last.getContent(), parts);
                String html = parts.stream()
                        .filter(part -> part.startsWith("text/html"))
                        .findFirst()
                        .orElse("");
                return (last.getHeader("Bcc") == null && last.getHeader("X-Evil") == null ? "" : "a header ")
                        + htmlBreach(html).replaceAll("@\\w+", "").strip();
            } catch (MessagingException | IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            server.stop();
        }
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

    /** The stream and the feeds, which are made of the alerts when someone asks. */
    static final class FeedPeer implements Peer {
        private final List<Alert> alerts = new ArrayList<>();
        private final boolean atom;
        private final Fetched fetched;

        FeedPeer(boolean atom) {
            this.atom = atom;
            fetched = new Fetched("feed");
        }

        @Override
        public Channel channel() {
            return new Channel() {
                @Override
                public String name() {
                    return fetched.name();
                }

                @Override
                public List<Problem> check(Destination destination, String secret) {
                    return fetched.check(destination, secret);
                }

                @Override
                public Result send(Message message) {
                    alerts.addFirst(message.alert());
                    return fetched.send(message);
                }
            };
        }

        @Override
        public Destination destination() {
            return Destination.of("feed", "");
        }

        @Override
        public Destination bad() {
            return Destination.of("no such channel", "");
        }

        private String feed() {
            Subscription subscription = Subscription.of("s", "Desk", "x");
            return atom
                    ? AlertFeeds.atom(subscription, alerts, "http://127.0.0.1/feed")
                    : AlertFeeds.json(subscription, alerts, "http://127.0.0.1/feed");
        }

        @Override
        public List<String> seen() {
            List<String> seen = new ArrayList<>();
            if (atom) {
                try {
                    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
                    factory.setNamespaceAware(true);
                    var entries = factory.newDocumentBuilder()
                            .parse(new InputSource(new StringReader(feed())))
                            .getElementsByTagNameNS("http://www.w3.org/2005/Atom", "entry");
                    for (int i = entries.getLength() - 1; i >= 0; i--) {
                        seen.add(entries.item(i).getTextContent());
                    }
                } catch (Exception e) {
                    throw new AssertionError(feed(), e);
                }
            } else {
                JsonNode feed = Json.mapper().readTree(feed());
                if (!feed.path("version").asString("").equals("https://jsonfeed.org/version/1.1")) {
                    throw new AssertionError("no JSON Feed");
                }
                feed.path("items").forEach(item -> seen.addFirst(strings(item)));
            }
            return seen;
        }

        @Override
        public String broken() {
            return feed().contains("<script") && atom ? "a tag" : "";
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
