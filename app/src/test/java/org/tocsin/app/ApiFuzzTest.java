package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Json;
import org.tocsin.runtime.OpenApi;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Whatever body is sent, every route that takes one answers that all is well or what is wrong, soon, and the instance goes on.
 * Bodies are examples of the description with something broken, in their bytes or in what they say.
 */
final class ApiFuzzTest {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final int BODIES = 40;
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String OPML =
            "<opml version=\"2.0\"><body><outline text=\"a\" xmlUrl=\"https://news.invalid/a.xml\"/></body></opml>";

    /** What bodies of types without an example begin as. */
    private static final Map<String, String> SEEDS = Map.of(
            "application/nitf+xml",
            "<nitf><head><title>a</title></head><body><body.content><p>b</p></body.content></body></nitf>",
            "application/vnd.iptc.g2.newsmessage+xml",
            "<newsMessage><itemSet><newsItem guid=\"a\"><itemMeta/></newsItem></itemSet></newsMessage>",
            "text/plain",
            "A title\n\nA text of some words.");

    /** What a body is broken with: bytes that no text has, numbers and depths that no reader expects, a bomb of aliases. */
    private static final List<byte[]> PIECES = List.of(
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xff, (byte) 0xfe, 0},
            bytes("\\ud83d"),
            bytes("\u0000"),
            bytes("1e999999999"),
            bytes("9".repeat(2_000)),
            bytes("[".repeat(20_000)),
            bytes("{\"a\":".repeat(20_000)),
            bytes("- ".repeat(5_000)),
            bytes("? ".repeat(5_000)),
            bytes("<a>".repeat(20_000)),
            bytes("\n---\n"),
            bytes("\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"),
            bytes("!!java.lang.ProcessBuilder [\"true\"]"),
            bytes("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>"));

    @TempDir
    private static Path directory;

    private static Instance instance;

    @BeforeAll
    static void start() throws Exception {
        instance = new Instance(directory);
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void answersWhateverIsSentAndGoesOn(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, Integer> sent = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (Operation operation : Operation.all(OpenApi.whole())) {
            JsonNode example = example(operation);
            for (String type : operation.bodies().propertyNames()) {
                for (int i = 0; i < BODIES; i++) {
                    byte[] body = body(type.replace("*/*", "text/plain"), example, random);
                    String query = random.nextBoolean() ? operation.query() : "";
                    check(operation, type.replace("*/*", "text/plain"), query, body, wrong);
                    sent.merge(operation.name(), 1, Integer::sum);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(sent).hasSizeGreaterThan(10);
        Instance.await("the instance is ready", ApiFuzzTest::ready);
        instance.push(Json.mapper().createArrayNode().add(article("zanzibar " + seed)));
        Instance.await("articles go through", () -> instance.count("\"zanzibar " + seed + "\"") > 0);
    }

    private static ObjectNode article(String title) {
        return Json.mapper().createObjectNode().put("title", title);
    }

    private static boolean ready() {
        try {
            return instance.send("GET", "/health/ready", "").statusCode() == 200;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode example(Operation operation) {
        return operation
                .bodies()
                .valueStream()
                .map(body -> body.path("example"))
                .filter(example -> !example.isMissingNode())
                .findFirst()
                .orElseGet(() -> article("A title"));
    }

    private static void check(Operation operation, String type, String query, byte[] body, List<String> wrong)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(instance.address() + operation.path() + query))
                .header("Content-Type", type)
                .timeout(SOON)
                .method(operation.method(), HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        String what = "%s as %s of %d bytes, %s"
                .formatted(
                        operation.name(),
                        type,
                        body.length,
                        new String(body, 0, Math.min(300, body.length), StandardCharsets.UTF_8));
        try {
            HttpResponse<String> answer = instance.http().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2 && !problem(answer)) {
                wrong.add("%s is answered %d as %s: %s"
                        .formatted(
                                what, answer.statusCode(), answer.headers().allValues("Content-Type"), answer.body()));
            }
        } catch (java.io.IOException e) {
            wrong.add(what + " is not answered: " + e);
        }
    }

    /** A fault of whoever asks, as RFC 9457 has it. */
    private static boolean problem(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 4
                || !answer.headers().firstValue("Content-Type").orElse("").equals("application/problem+json")) {
            return false;
        }
        try {
            JsonNode problem = Json.mapper().readTree(answer.body());
            return problem.path("status").asInt(0) == answer.statusCode()
                    && problem.has("type")
                    && problem.has("title");
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Broken in what it says, else in its bytes. */
    private static byte[] body(String type, JsonNode example, Random random) {
        if (random.nextInt(3) == 0) {
            return written(type, broken(example, random));
        }
        byte[] body = written(type, example);
        for (int times = random.nextInt(1, 4); times > 0 && body.length > 0; times--) {
            body = broken(body, random);
        }
        return body;
    }

    private static byte[] written(String type, JsonNode said) {
        String text = type.endsWith("yaml")
                ? YAML.writeValueAsString(said)
                : type.contains("json") ? Json.line(said) : SEEDS.getOrDefault(type, OPML);
        // half a pair has no bytes of its own, and is told as both formats tell it
        return bytes(text.replace("\ud83d", "\\ud83d"));
    }

    /** Bits turned over, cut off, said twice, or something put in. */
    private static byte[] broken(byte[] body, Random random) {
        int at = random.nextInt(body.length);
        return switch (random.nextInt(4)) {
            case 0 -> turned(body, random);
            case 1 -> Arrays.copyOf(body, at);
            case 2 -> put(body, at, Arrays.copyOfRange(body, at, random.nextInt(at, body.length) + 1));
            default -> put(body, at, PIECES.get(random.nextInt(PIECES.size())));
        };
    }

    private static byte[] turned(byte[] body, Random random) {
        byte[] turned = body.clone();
        for (int bits = random.nextInt(1, 5); bits > 0; bits--) {
            turned[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return turned;
    }

    private static byte[] put(byte[] body, int at, byte[] piece) {
        byte[] longer = Arrays.copyOf(body, body.length + piece.length);
        System.arraycopy(piece, 0, longer, at, piece.length);
        System.arraycopy(body, at, longer, at + piece.length, body.length - at);
        return longer;
    }

    /** The same with one value, anywhere in it, of another type or beyond all measure. */
    private static JsonNode broken(JsonNode example, Random random) {
        if (example.isEmpty() || random.nextInt(6) == 0) {
            return odd(random);
        }
        JsonNode copy = example.deepCopy();
        if (copy instanceof ObjectNode object) {
            List<String> names = List.copyOf(object.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            object.set(name, broken(object.get(name), random));
        } else if (copy instanceof ArrayNode array) {
            int index = random.nextInt(array.size());
            array.set(index, broken(array.get(index), random));
        }
        return copy;
    }

    private static JsonNode odd(Random random) {
        ObjectNode odd = Json.mapper().createObjectNode();
        switch (random.nextInt(12)) {
            case 0 -> odd.putNull("x");
            case 1 -> odd.put("x", true);
            case 2 -> odd.put("x", Long.MIN_VALUE);
            case 3 -> odd.put("x", new java.math.BigInteger("9".repeat(400)));
            case 4 -> odd.put("x", -0.5);
            case 5 -> odd.put("x", "\ud83d");
            case 6 -> odd.put("x", "");
            case 7 -> odd.put("x", "a\u0000\r\nb: ${c} %s ../../etc/passwd");
            case 8 -> odd.put("x", "AND ".repeat(20_000));
            case 9 -> odd.putArray("x").addNull().add(1);
            case 10 -> odd.putObject("x").putObject("y").put("", 1);
            default -> {
                ArrayNode deep = odd.putArray("x");
                for (int depth = random.nextInt(400); depth > 0; depth--) {
                    deep = deep.addArray();
                }
            }
        }
        return odd.get("x");
    }
}
