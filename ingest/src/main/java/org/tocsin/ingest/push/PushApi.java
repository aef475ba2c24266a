package org.tocsin.ingest.push;

import com.github.luben.zstd.ZstdInputStream;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.text.Lines;
import org.tocsin.ingest.wire.Malformed;
import org.tocsin.ingest.wire.WireXml;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.runtime.KafkaTrouble;
import org.tocsin.runtime.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code POST /api/v1/articles}: one article, a list, NDJSON, ninjs, NITF or NewsML-G2. */
public final class PushApi {
    /** Largest body, or line of NDJSON, in bytes after decompression. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Most lines of one NDJSON body. */
    public static final int MAX_LINES = 1_000_000;

    /** Most articles that one answer names; of longer NDJSON bodies the counts are told. */
    private static final int MAX_NAMED = 10_000;

    private static final long MAX_IN_FLIGHT_BYTES = 64L * 1024 * 1024;

    private final ArticleReader reader;
    private final ArticleSink sink;
    private final Admission admission;
    private final Duration wait;

    public PushApi(ArticleReader reader, ArticleSink sink) {
        this(reader, sink, MAX_IN_FLIGHT_BYTES, Duration.ofSeconds(30));
    }

    /**
     * @param inFlight bytes that may be on their way to the broker
     * @param wait how long for the broker
     */
    PushApi(ArticleReader reader, ArticleSink sink, long inFlight, Duration wait) {
        this.reader = reader;
        this.sink = sink;
        this.admission = new Admission(inFlight);
        this.wait = wait;
    }

    public void routes(JavalinDefaultRoutingApi routes) {
        routes.post("/api/v1/articles", this::push);
    }

    /** What a body is. */
    private enum Form {
        JSON,
        NDJSON,
        XML,
        UNKNOWN;

        static Form of(String contentType) {
            String type =
                    contentType.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
            return switch (type) {
                case "application/x-ndjson",
                        "application/ndjson",
                        "application/jsonl",
                        "application/x-jsonlines",
                        "application/jsonlines" -> NDJSON;
                case "application/xml",
                        "text/xml",
                        "application/nitf+xml",
                        "application/vnd.iptc.g2.newsitem+xml",
                        "application/vnd.iptc.g2.newsmessage+xml" -> XML;
                // what curl and others send when they are not told
                case "",
                        "application/json",
                        "text/json",
                        "application/x-www-form-urlencoded",
                        "application/octet-stream",
                        "text/plain" -> JSON;
                default -> type.endsWith("+json") ? JSON : type.endsWith("+xml") ? XML : UNKNOWN;
            };
        }
    }

    /** A refusal of the whole request. */
    private static final class Refused extends Exception {
        private final int status;

        Refused(int status, String detail) {
            super(detail);
            this.status = status;
        }
    }

    private void push(Context context) throws InterruptedException {
        Push push = new Push();
        try {
            Refused refused = read(context, push);
            Refused notTaken = push.await();
            Refused first = refused == null ? notTaken : refused;
            if (first == null) {
                answer(context, push);
            } else {
                problem(context, push, first);
            }
        } finally {
            push.release();
        }
    }

    /** Sends what the body holds; why it was not read to its end, null when it was. */
    private @Nullable Refused read(Context context, Push push) throws InterruptedException {
        Form form = Form.of(String.valueOf(context.contentType() == null ? "" : context.contentType()));
        try (InputStream body = body(context)) {
            switch (form) {
                case NDJSON -> lines(body, push);
                case JSON, XML -> whole(body, form, push);
                case UNKNOWN ->
                    throw new Refused(
                            415,
                            "%s is not read; send application/json, application/x-ndjson, application/nitf+xml or application/vnd.iptc.g2.newsmessage+xml"
                                    .formatted(context.contentType()));
            }
            return null;
        } catch (ZipException e) {
            return new Refused(400, "the body is not what its Content-Encoding says: " + e.getMessage());
        } catch (IOException e) {
            return new Refused(400, "the body breaks off: " + e.getMessage());
        } catch (Refused e) {
            return e;
        }
    }

    private static InputStream body(Context context) throws IOException, Refused {
        InputStream raw = context.bodyInputStream();
        String encoding = String.valueOf(context.header("Content-Encoding")).toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "null", "", "identity" -> raw;
            case "gzip", "x-gzip" -> new GZIPInputStream(raw, 1 << 16);
            case "zstd" -> new ZstdInputStream(raw);
            default -> throw new Refused(415, "Content-Encoding %s is not read; gzip and zstd are".formatted(encoding));
        };
    }

    private void whole(InputStream body, Form form, Push push) throws IOException, Refused, InterruptedException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new Refused(
                    413, "more than %,d bytes; send smaller bodies, or NDJSON line by line".formatted(MAX_BYTES));
        }
        if (!admission.enter(bytes.length)) {
            throw busy();
        }
        push.entered += bytes.length;
        int first = 0;
        while (first < bytes.length
                && (bytes[first] <= ' '
                        || bytes[first] == (byte) 0xEF
                        || bytes[first] == (byte) 0xBB
                        || bytes[first] == (byte) 0xBF)) {
            first++;
        }
        if (first == bytes.length) {
            throw new Refused(400, "the body is empty");
        }
        if (form == Form.XML || bytes[first] == '<') {
            xml(bytes, push);
        } else {
            json(bytes, push);
        }
    }

    private void json(byte[] bytes, Push push) throws Refused {
        JsonNode json;
        try {
            json = Json.mapper().readTree(bytes);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new Refused(
                    400,
                    "the body is not JSON: line %d, column %d: %s"
                            .formatted(
                                    at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), Json.fault(e)));
        }
        if (json.isArray() && json.isEmpty()) {
            throw new Refused(400, "the list is empty");
        }
        int index = 0;
        for (JsonNode item : json.isArray() ? json : ArticleReader.inside(json)) {
            push.take(index++, item);
        }
    }

    private void xml(byte[] bytes, Push push) throws Refused {
        try {
            int index = 0;
            for (JsonNode item : WireXml.articles(bytes)) {
                push.take(index++, item);
            }
            if (index == 0) {
                throw new Refused(422, "the message holds no news item");
            }
        } catch (Malformed e) {
            throw new Refused(400, "the body is neither NITF nor NewsML-G2: " + e.getMessage());
        }
    }

    /** Line by line: a long body waits for room and never stands in memory. */
    private void lines(InputStream body, Push push) throws IOException, Refused, InterruptedException {
        if (!admission.enter(0)) {
            throw busy();
        }
        admission.leave(0);
        Lines lines = new Lines(body, MAX_BYTES + 1);
        int index = 0;
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (lines.length() > MAX_BYTES) {
                push.rejected(index, "too-long", "the line has more than %,d bytes".formatted(MAX_BYTES));
            } else if (index == MAX_LINES) {
                throw new Refused(413, "more than %,d lines; the first %,d were taken".formatted(MAX_LINES, MAX_LINES));
            } else if (line.length > 0) {
                if (!admission.enter(line.length, wait)) {
                    throw busy();
                }
                push.line(index, line);
            }
            index++;
        }
        if (push.taken + push.refused == 0) {
            throw new Refused(400, "the body is empty");
        }
    }

    private static Refused busy() {
        return new Refused(
                429,
                "more is on its way to the broker than fits; send again in a moment. What was accepted need not be sent again, and does no harm");
    }

    private static void answer(Context context, Push push) {
        if (push.taken == 0 && push.refused > 0) {
            problem(context, push, new Refused(422, "no article could be read"));
            return;
        }
        context.status(202).contentType("application/json").result(Json.line(push.outcome()));
    }

    private static void problem(Context context, Push push, Refused refused) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", refused.getMessage());
        members.putAll(push.outcome());
        Problem.answer(context, refused.status, String.valueOf(refused.getMessage()), members);
    }

    /** One request: what was taken, what was not and why. In = taken + refused; of the taken the broker has those held. */
    private final class Push {
        private final String batch = UUID.randomUUID().toString();
        private final List<CompletableFuture<String>> sent = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();
        private final List<Map<String, Object>> rejected = new ArrayList<>();
        private final LongAdder held = new LongAdder();
        private long entered;
        private int taken;
        private int refused;

        void take(int index, JsonNode item) {
            try {
                Article article = reader.read(item, Origin.LIVE, batch);
                sent.add(counted(sink.send(article)));
                accepted(article.id());
            } catch (ArticleReader.Rejected e) {
                rejected(index, e.reason(), e.sentence());
            }
        }

        void line(int index, byte[] line) {
            long size = line.length;
            boolean onItsWay = false;
            try {
                Article article = reader.read(Json.mapper().readTree(line), Origin.LIVE, batch);
                CompletableFuture<String> sending = sink.send(article);
                onItsWay = true;
                sent.add(counted(sending).whenComplete((id, error) -> admission.leave(size)));
                accepted(article.id());
                if (sent.size() > MAX_NAMED) {
                    sent.removeIf(one -> one.isDone() && !one.isCompletedExceptionally());
                }
            } catch (JacksonException e) {
                rejected(index, "json", "the line is not JSON: " + Json.fault(e));
            } catch (ArticleReader.Rejected e) {
                rejected(index, e.reason(), e.sentence());
            } finally {
                if (!onItsWay) {
                    admission.leave(size);
                }
            }
        }

        private CompletableFuture<String> counted(CompletableFuture<String> sending) {
            return sending.thenApply(id -> {
                held.increment();
                return id;
            });
        }

        private void accepted(String id) {
            taken++;
            if (ids.size() < MAX_NAMED) {
                ids.add(id);
            }
        }

        void rejected(int index, String reason, String error) {
            refused++;
            if (rejected.size() < MAX_NAMED) {
                rejected.add(Map.of("index", index, "reason", reason, "error", error));
            }
        }

        /** Returns when the broker has all, or why it has not. */
        @Nullable
        Refused await() throws InterruptedException {
            try {
                CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                        .get(wait.toMillis(), TimeUnit.MILLISECONDS);
                return null;
            } catch (ExecutionException | TimeoutException e) {
                if (e.getCause() instanceof RecordTooLargeException) {
                    return new Refused(413, KafkaTrouble.of(e) + "; send the others again without it");
                }
                return new Refused(503, "the broker did not take every article; send them again, repeats do no harm");
            }
        }

        void release() {
            if (entered > 0) {
                admission.leave(entered);
                entered = 0;
            }
        }

        /** Counts what the broker has; ids are named when it has all that was taken. */
        Map<String, Object> outcome() {
            long accepted = held.sum();
            Map<String, Object> outcome = new LinkedHashMap<>();
            outcome.put("batch", batch);
            outcome.put("accepted", accepted);
            outcome.put("ids", accepted == taken ? ids : List.of());
            outcome.put("rejected", rejected);
            return outcome;
        }
    }
}
