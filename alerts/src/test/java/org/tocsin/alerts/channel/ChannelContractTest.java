package org.tocsin.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.OutgoingSettings;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What every channel has to do, each against a peer of its own. */
final class ChannelContractTest {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String EVIL = "Two taken\r\nBcc: b@example.org\r\nX-Evil: 1 \u001b[31m\u0000\u202eevil\u2066"
            + " @channel @everyone @here <!channel> <@U1> <script>alert(1)</script> </a><img src=x onerror=alert(1)>"
            + " [x](https://evil.example) ](https://evil.example) *bold* _it_ `code` ~s~ |pipe| \"quote\" '}, {{id}} \\u003c";

    /** What clients turn into a link by themselves. */
    private static final String LINKS =
            "Two taken evil.example.com http://evil.example/x 9.8.7.6 (www.evil.example) @everyone";

    @TempDir
    private Path directory;

    private final GuardedClient client =
            new GuardedClient(new OutgoingSettings(List.of("127.0.0.0/8"), java.util.Set.of(), ""));
    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void close() {
        peers.forEach(Peer::close);
        client.close();
    }

    private Peer chat(
            String name,
            Function<GuardedClient, HttpChannel> channel,
            Function<HttpPeer.Taken, String> seen,
            Function<HttpPeer.Taken, String> broken) {
        return Peers.web(
                "/hook",
                channel,
                client,
                server -> Destination.of(name, server.url("/hook")),
                "",
                Destination.of(name, "ftp://example.org/x"),
                seen,
                broken);
    }

    private List<Peer> peers() {
        Function<HttpPeer.Taken, String> strings = taken -> Peers.strings(Peers.json(taken));
        Function<HttpPeer.Taken, String> unmarked = taken -> Peers.markdown(strings.apply(taken));
        Function<HttpPeer.Taken, String> markdownBreach = taken -> Peers.markdownBreach(strings.apply(taken));
        peers.addAll(List.of(
                Peers.web(
                        "/hook",
                        Webhook::new,
                        client,
                        server -> Destination.of("webhook", server.url("/hook")),
                        SECRET,
                        Destination.of("webhook", "https://10.1.2.3/hook"),
                        taken -> Peers.signed(taken, SECRET),
                        taken -> Peers.shapeBreach(taken, "type", "timestamp", "data")
                                + (Peers.json(taken).path("type").asString("").equals("alert.first")
                                        ? ""
                                        : "the type")),
                chat(
                        "slack",
                        Slack::new,
                        taken -> Peers.entities(strings.apply(taken).replaceAll("<(https?:[^|>]*)\\|", "$1 ")),
                        taken -> Peers.slackBreach(taken.body())),
                chat("mattermost", Mattermost::new, unmarked, markdownBreach),
                chat(
                        "discord",
                        Discord::new,
                        taken -> {
                            assertThat(Peers.json(taken)
                                            .path("allowed_mentions")
                                            .path("parse")
                                            .isArray())
                                    .isTrue();
                            return unmarked.apply(taken);
                        },
                        markdownBreach),
                chat(
                        "teams",
                        Teams::new,
                        taken -> {
                            assertThat(Peers.json(taken)
                                            .at("/attachments/0/content/type")
                                            .asString(""))
                                    .isEqualTo("AdaptiveCard");
                            return unmarked.apply(taken);
                        },
                        markdownBreach),
                Peers.web(
                        "/bot123456:AAAAAAAAAAAAAAAAAAAAAAAAA/sendMessage",
                        Telegram::new,
                        client,
                        server -> new Destination("telegram", "-1001", Map.of("api", server.url("")), ""),
                        "123456:AAAAAAAAAAAAAAAAAAAAAAAAA",
                        Destination.of("telegram", "not a chat"),
                        taken -> Peers.entities(Peers.json(taken).path("text").asString("")),
                        taken -> Peers.chatBreach(Peers.json(taken).path("text").asString(""))),
                Peers.web(
                        "/",
                        Ntfy::new,
                        client,
                        server -> Destination.of("ntfy", server.url("/desk")),
                        "tk_1",
                        Destination.of("ntfy", "https://ntfy.example/"),
                        taken -> {
                            assertThat(Peers.json(taken).path("topic").asString(""))
                                    .isEqualTo("desk");
                            assertThat(taken.header("authorization")).isEqualTo("Bearer tk_1");
                            return strings.apply(taken).replace("\u200b", "");
                        },
                        taken -> Peers.shapeBreach(taken, "topic", "title", "message", "priority", "click")
                                + Peers.textBreach(
                                        Peers.json(taken).path("message").asString(""))
                                + Peers.textBreach(
                                        Peers.json(taken).path("title").asString(""))),
                Peers.web(
                        "/_matrix/client/v3/rooms/%21r%3Aexample.org/send/m.room.message/",
                        Matrix::new,
                        client,
                        server -> new Destination("matrix", "!r:example.org", Map.of("homeserver", server.url("")), ""),
                        "syt_1",
                        new Destination("matrix", "#alias", Map.of("homeserver", "https://m.example"), ""),
                        taken -> {
                            assertThat(taken.method()).isEqualTo("PUT");
                            assertThat(Peers.json(taken).path("m.mentions").isObject())
                                    .isTrue();
                            return Peers.entities(
                                    Peers.json(taken).path("formatted_body").asString(""));
                        },
                        taken -> Peers.chatBreach(
                                        Peers.json(taken).path("formatted_body").asString(""))
                                + Peers.textBreach(
                                        Peers.json(taken).path("body").asString(""))),
                Peers.web(
                        "/hook",
                        JsonTemplate::new,
                        client,
                        server -> new Destination(
                                "json",
                                server.url("/hook"),
                                Map.of(
                                        "template",
                                        "{\"msg\": {\"t\": \"{{headline}}: {{title}} {{source}}\"}, \"n\": 1, \"all\": [\"{{url}}\", \"{{text}}\"]}"),
                                ""),
                        "",
                        new Destination(
                                "json", "https://example.org/", Map.of("template", "{\"a\": \"{{nope}}\"}"), ""),
                        strings,
                        taken -> Peers.json(taken).size() == 3 ? "" : "the shape"),
                new MailPeer(),
                new Peers.KafkaPeer(),
                new Peers.FilePeer(directory),
                new Peers.TerminalPeer(),
                new FeedPeer(true),
                new FeedPeer(false)));
        return peers;
    }

    private static Alert alert(String id, String title) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", id).put("kind", "first").put("subscription", "s").put("subscriptionName", "Desk");
        json.put("title", title).put("summary", "What happened.").put("url", "https://example.org/" + id);
        json.put("source", "BBC").put("published", NOON.toString()).put("created", NOON.toString());
        json.put("story", "x").put("article", "a");
        return Json.mapper().treeToValue(json, Alert.class);
    }

    private static Alert digest() {
        ObjectNode json = (ObjectNode) Json.mapper().readTree(Json.bytes(alert("d", "Desk: 3 alerts")));
        ArrayNode items = json.put("kind", "digest").put("more", 7).putArray("items");
        for (int i = 1; i <= 3; i++) {
            items.add(Json.mapper().readTree(Json.bytes(alert("i" + i, "Item number " + i))));
        }
        return Json.mapper().treeToValue(json, Alert.class);
    }

    private static Message message(Peer peer, Alert alert) {
        return new Message(alert, peer.destination(), peer.secret(), Instant.now());
    }

    private List<DynamicTest> each(java.util.function.Consumer<Peer> test) {
        return peers().stream()
                .map(peer -> DynamicTest.dynamicTest(
                        peer.channel().name() + " " + peer.getClass().getSimpleName(), () -> test.accept(peer)))
                .toList();
    }

    @Test
    void everyChannelHasAPeerHereAndARowInTheManual() throws IOException {
        Set<String> names;
        try (Channels channels = new Channels(
                new KafkaSettings("127.0.0.1:1"),
                new OutgoingSettings(List.of(), Set.of(), ""),
                Optional.empty(),
                FilePlaces.ANYWHERE,
                (id, target) -> "")) {
            names = channels.names();
        }
        assertThat(names)
                // its far end is StreamTest
                .filteredOn(name -> !name.equals("stream"))
                .isSubsetOf(peers().stream().map(peer -> peer.channel().name()).toList());
        assertThat(Files.readString(Path.of("../docs/alerts.md"))
                        .lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.split("\\|", 3)[1])
                        .toList())
                .satisfies(rows -> assertThat(names)
                        .allSatisfy(name -> assertThat(rows).anyMatch(row -> row.contains("`" + name + "`"))));
    }

    @TestFactory
    List<DynamicTest> bringsAnAlertInItsPublishedForm() {
        return each(peer -> {
            assertThat(peer.channel().check(peer.destination(), peer.secret())).isEmpty();
            assertThat(peer.channel().send(message(peer, alert("a1", "Two soldiers captured"))))
                    .isEqualTo(new Result.Delivered());
            assertThat(peer.seen()).hasSize(1);
            assertThat(peer.seen().getFirst()).contains("Two soldiers captured", "BBC");
        });
    }

    @TestFactory
    List<DynamicTest> bringsADigestInOneMessage() {
        return each(peer -> {
            assertThat(peer.channel().send(message(peer, digest()))).isEqualTo(new Result.Delivered());
            assertThat(peer.seen()).hasSize(1);
            assertThat(peer.seen().getFirst()).contains("Item number 1", "Item number 3");
        });
    }

    @TestFactory
    List<DynamicTest> letsNoTitleBreakOut() {
        return each(peer -> {
            for (String evil : List.of(EVIL, LINKS)) {
                assertThat(peer.channel().send(message(peer, alert("a" + evil.length(), evil))))
                        .isEqualTo(new Result.Delivered());
                assertThat(peer.seen().getLast()).contains("Two taken");
                assertThat(peer.broken()).isEmpty();
            }
        });
    }

    /** A hundred alerts of the longest texts, all of it signs that formats escape. */
    private static Alert longest() {
        ObjectNode json = (ObjectNode) Json.mapper().readTree(Json.bytes(alert("d", "Desk: 100 alerts")));
        ArrayNode items = json.put("kind", "digest").putArray("items");
        for (int i = 0; i < 100; i++) {
            ObjectNode item = (ObjectNode) Json.mapper()
                    .readTree(Json.bytes(alert("i" + i, "Item number " + i + " " + "&<@*_\"".repeat(100))));
            item.put("url", "https://example.org/" + "a&_".repeat(600)).put("source", "&@".repeat(60));
            ArrayNode why = item.putArray("why");
            for (int j = 0; j < 8; j++) {
                why.addObject()
                        .put("field", "title")
                        .put("text", j + "&*".repeat(40))
                        .put("clause", "x");
            }
            items.add(item);
        }
        return Json.mapper().treeToValue(json, Alert.class);
    }

    /** What each service takes at most, by its published limits. */
    @TestFactory
    List<DynamicTest> staysWithinWhatItsServiceTakesAndTellsOfTheFirst() {
        return each(peer -> {
            assertThat(peer.channel().send(message(peer, longest()))).isEqualTo(new Result.Delivered());
            assertThat(peer.seen().getFirst()).contains("Item number 0");
            if (peer instanceof Peers.WebPeer web) {
                HttpPeer.Taken taken = web.server().taken.getFirst();
                assertThat(Peers.beyondLimits(peer.channel().name(), taken)).isEmpty();
            }
        });
    }

    /** A digest says how many alerts it leaves out, however few fit. */
    @Test
    void countsWhatNtfyHasNoRoomFor() {
        ObjectNode json = (ObjectNode) Json.mapper().readTree(Json.bytes(alert("d", "Desk: 40 alerts")));
        ArrayNode items = json.put("kind", "digest").putArray("items");
        for (int i = 0; i < 40; i++) {
            items.add(Json.mapper().readTree(Json.bytes(alert("i" + i, "Item " + i + " " + "군".repeat(250)))));
        }
        try (HttpPeer server = new HttpPeer()) {
            Message message = new Message(
                    Json.mapper().treeToValue(json, Alert.class),
                    Destination.of("ntfy", server.url("/desk")),
                    "",
                    NOON);
            assertThat(new Ntfy(client).send(message)).isEqualTo(new Result.Delivered());
            String text = Peers.json(server.taken.getFirst()).path("message").asString("");
            long told = text.lines().filter(line -> line.startsWith("Item ")).count();
            assertThat(told).isPositive();
            assertThat(text).endsWith("\nand " + (40 - told) + " more");
            assertThat(text.lines().filter(line -> line.startsWith("Item "))).allMatch(line -> line.endsWith("군"));
        }
    }

    /** What was disabled, why and what to do. */
    @TestFactory
    List<DynamicTest> tellsAllOfANotice() {
        return each(peer -> {
            ObjectNode json = (ObjectNode) Json.mapper().readTree(Json.bytes(alert("n", "No longer to its webhook")));
            json.put("kind", "notice").put("summary", "The webhook at dead.example was disabled. Mend it.");
            json.put("url", "").put("source", "Tocsin");
            assertThat(peer.channel().send(message(peer, Json.mapper().treeToValue(json, Alert.class))))
                    .isEqualTo(new Result.Delivered());
            assertThat(peer.seen().getFirst())
                    .contains("No longer to its webhook", "The webhook at dead.example was disabled. Mend it.");
        });
    }

    @Test
    void waitsAsLongAsTelegramSaysInItsBody() {
        try (HttpPeer server = new HttpPeer()) {
            server.status = 429;
            server.answer = "{\"ok\": false, \"error_code\": 429, \"parameters\": {\"retry_after\": 35}}";
            Destination chat = new Destination("telegram", "-1001", Map.of("api", server.url("")), "");
            Message message = new Message(alert("a1", "x"), chat, "123456:AAAAAAAAAAAAAAAAAAAAAAAAA", NOON);
            assertThat(new Telegram(client).send(message))
                    .isEqualTo(new Result.Failed("the endpoint answered 429", 35));
        }
    }

    @Test
    void waitsAsLongAsAMatrixServerSaysInItsBody() {
        try (HttpPeer server = new HttpPeer()) {
            server.status = 429;
            server.answer = "{\"errcode\": \"M_LIMIT_EXCEEDED\", \"retry_after_ms\": 2001}";
            Destination room = new Destination("matrix", "!r:example.org", Map.of("homeserver", server.url("")), "");
            Message message = new Message(alert("a1", "x"), room, "token", NOON);
            assertThat(new Matrix(client).send(message)).isEqualTo(new Result.Failed("the endpoint answered 429", 3));
        }
    }

    @Test
    void saysNothingOfAnAddressThatIsASecret() {
        Message message = new Message(
                alert("a1", "x"), Destination.of("slack", "desk"), "hooks.example/T0/B0/s3cret", Instant.now());
        assertThat(new Slack(client).send(message))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.reason()).doesNotContain("s3cret"));
    }

    @TestFactory
    List<DynamicTest> refusesABadDestinationNamingTheField() {
        return each(peer -> {
            List<Problem> problems = peer.channel().check(peer.bad(), peer.secret());
            if (!peer.bad().channel().equals("no such channel")) {
                assertThat(problems).isNotEmpty();
                assertThat(problems.getFirst().field()).isNotBlank();
                assertThat(problems.getFirst().reason()).isNotBlank();
            }
        });
    }

    @TestFactory
    List<DynamicTest> takesOnly2xxForSuccessAndHeedsWhatAServerSays() {
        return peers().stream()
                .filter(Peers.WebPeer.class::isInstance)
                .map(Peers.WebPeer.class::cast)
                .map(peer -> DynamicTest.dynamicTest(peer.channel().name(), () -> {
                    HttpPeer server = peer.server();
                    Message message = new Message(alert("a1", "x"), peer.destination(), peer.secret(), NOON);
                    server.status = 503;
                    server.answerHeaders = Map.of("Retry-After", "120");
                    assertThat(peer.channel().send(message))
                            .isEqualTo(new Result.Failed("the endpoint answered 503", 120));
                    server.status = 429;
                    server.answerHeaders = Map.of("Retry-After", "Sat, 11 Jan 2025 12:10:00 GMT");
                    assertThat(peer.channel().send(message))
                            .isEqualTo(new Result.Failed("the endpoint answered 429", 600));
                    server.status = 302;
                    server.answerHeaders = Map.of("Location", server.url("/elsewhere"));
                    assertThat(peer.channel().send(message)).isInstanceOf(Result.Failed.class);
                    server.status = 410;
                    assertThat(peer.channel().send(message)).isInstanceOf(Result.Gone.class);
                    assertThat(server.taken).hasSize(4);
                    server.close();
                    assertThat(peer.channel().send(message)).isInstanceOf(Result.Failed.class);
                }))
                .toList();
    }

    @Test
    void signsWithBothKeysWhileOneReplacesTheOther() {
        String old = "whsec_"
                + java.util.Base64.getEncoder()
                        .encodeToString("an old key of thirty-two bytes..".getBytes(StandardCharsets.UTF_8));
        try (HttpPeer server = new HttpPeer()) {
            Webhook channel = new Webhook(client);
            Destination destination = Destination.of("webhook", server.url("/"));
            assertThat(channel.check(destination, SECRET + " " + old)).isEmpty();
            assertThat(channel.check(destination, SECRET + " " + old + " " + old))
                    .isNotEmpty();
            assertThat(channel.check(destination, "whsec_short")).isNotEmpty();
            assertThat(channel.send(new Message(alert("a1", "x"), destination, SECRET + " " + old, Instant.now())))
                    .isEqualTo(new Result.Delivered());
            assertThat(Peers.signed(server.taken.getFirst(), SECRET)).contains("a1");
            assertThat(Peers.signed(server.taken.getFirst(), old)).contains("a1");
            assertThat(server.taken.getFirst().header("webhook-id")).isEqualTo("a1");
        }
    }

    @Test
    void writesAFileOnceForEachAlertEvenAfterAHalfLine() throws Exception {
        Path file = directory.resolve("f.jsonl");
        Destination destination = Destination.of("file", file.toString());
        Message first = new Message(alert("a1", "x"), destination, "", NOON);
        assertThat(new AlertFile(FilePlaces.ANYWHERE).send(first)).isEqualTo(new Result.Delivered());
        java.nio.file.Files.writeString(file, "{\"id\":\"half", java.nio.file.StandardOpenOption.APPEND);
        AlertFile again = new AlertFile(FilePlaces.ANYWHERE);
        assertThat(again.send(first)).isEqualTo(new Result.Delivered());
        assertThat(again.send(new Message(alert("a2", "y"), destination, "", NOON)))
                .isEqualTo(new Result.Delivered());
        assertThat(java.nio.file.Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void writesToAFileThatIsLargerThanMemory() throws Exception {
        Path file = directory.resolve("large.jsonl");
        Message first = new Message(alert("a1", "x"), Destination.of("file", file.toString()), "", NOON);
        try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(5L << 30);
            sparse.seek(sparse.length());
            sparse.write("\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new AlertFile(FilePlaces.ANYWHERE).send(first)).isEqualTo(new Result.Delivered());
        long size = Files.size(file);
        assertThat(size).isGreaterThan(5L << 30);
        assertThat(new AlertFile(FilePlaces.ANYWHERE).send(first)).isEqualTo(new Result.Delivered());
        assertThat(Files.size(file)).as("it is in it already").isEqualTo(size);
    }

    /** The vector of the Standard Webhooks specification. */
    @Test
    void signsAsStandardWebhooksDoes() {
        assertThat(WebhookSignature.sign(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
