package org.tocsin.ingest.schedule;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.model.Feed;
import org.tocsin.model.HubSubscription;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Problem;
import org.tocsin.runtime.TopicFollower;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * <a href="https://www.w3.org/TR/websub/">WebSub</a>: feeds that name a hub are subscribed to, so that they are pushed to us,
 * and polled only now and then meanwhile. Needs an address at which hubs can reach us; without one it does nothing. A
 * subscription is asked for with a secret of its own, holds once the hub has asked back and we have said yes, is renewed in
 * the last quarter of its lease, and a push counts only with a right signature. Whatever fails, polling goes on: as usual until
 * the first push has come, and again when a poll finds news that no push has brought.
 */
final class WebSub implements FeedPoll.Hubs, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebSub.class);
    private static final Duration LEASE = Duration.ofDays(10);
    private static final Duration LONGEST_LEASE = Duration.ofDays(30);
    private static final Duration RETRY = Duration.ofHours(6);

    /** Longest push, in bytes; what a feed may have as sent. */
    private static final int MAX_PUSH = (int) Limits.FEED.wireBytes();

    /** What the log has of a feed, and where. */
    private record Logged(long offset, HubSubscription subscription) {
        static Logged later(Logged first, Logged second) {
            return first.offset() > second.offset() ? first : second;
        }
    }

    private final Feeds feeds;
    private final FeedPoll.Items items;
    private final FeedPoll.Fetch fetch;
    private final String publicUrl;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Logged> known = new ConcurrentHashMap<>();
    private final TopicFollower<HubSubscription> follower;
    private final Producer<String, HubSubscription> producer;

    WebSub(
            KafkaSettings kafka,
            Feeds feeds,
            FeedPoll.Items items,
            FeedPoll.Fetch fetch,
            String publicUrl,
            InstantSource clock) {
        this.feeds = feeds;
        this.items = items;
        this.fetch = fetch;
        this.publicUrl = publicUrl.replaceFirst("/+$", "");
        this.clock = clock;
        follower = new TopicFollower<>(kafka, Topic.FEED_HUBS, -1, item -> logged(item.offset(), item.value()));
        producer = kafka.producer();
    }

    void start() {
        var _ = follower.start();
    }

    @Override
    public boolean pushes(String feed) {
        HubSubscription found = subscription(feed);
        return found.until().isAfter(clock.instant()) && found.pushed().isAfter(Instant.EPOCH);
    }

    /** Subscribes where a feed names a hub and no subscription holds for long. */
    @Override
    public void read(Feed feed, ParsedFeed parsed, String url, boolean news, Instant last) {
        if (publicUrl.isEmpty() || parsed.hubs().isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        HubSubscription before = subscription(feed.id());
        if (news && pushes(feed.id()) && before.pushed().isBefore(last)) {
            LOG.atWarn()
                    .addKeyValue("feed", WebUrl.shown(feed.url()))
                    .addKeyValue("hub", before.hub())
                    .log("hub left news out, polled as usual until it pushes");
            before = change(feed.id(), one -> one.pushed(Instant.EPOCH));
        }
        String topic = parsed.self().isEmpty() ? url : parsed.self();
        boolean same = before.topic().equals(topic);
        boolean holds = same && before.until().isAfter(now.plus(LEASE.dividedBy(4)));
        boolean asked = same && before.asked().isAfter(now.minus(RETRY));
        if (holds || asked) {
            return;
        }
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String hub = parsed.hubs().getFirst();
        HubSubscription wanted = new HubSubscription(
                feed.id(),
                hub,
                topic,
                same ? before.secret() : HexFormat.of().formatHex(secret),
                now,
                same ? before.until() : Instant.EPOCH,
                same ? before.pushed() : Instant.EPOCH);
        var _ = change(feed.id(), _ -> wanted);
        String form = "hub.mode=subscribe&hub.topic=" + encoded(topic) + "&hub.callback=" + encoded(callback(feed.id()))
                + "&hub.secret=" + wanted.secret() + "&hub.lease_seconds=" + LEASE.toSeconds();
        Answer answer;
        try {
            answer = fetch.send(Request.post(
                    WebUrl.parse(hub),
                    "application/x-www-form-urlencoded",
                    form.getBytes(StandardCharsets.UTF_8),
                    Limits.MESSAGE));
        } catch (IllegalArgumentException e) {
            answer = new Answer.Failed(Answer.Reason.REFUSED, String.valueOf(e.getMessage()));
        }
        if (!(answer instanceof Answer.Received received) || !received.successful()) {
            LOG.atWarn()
                    .addKeyValue("feed", WebUrl.shown(feed.url()))
                    .addKeyValue("hub", hub)
                    .addKeyValue("error", answer instanceof Answer.Failed failed ? failed.message() : "refused")
                    .log("hub not subscribed to");
        }
    }

    private HubSubscription subscription(String feed) {
        Logged found = known.get(feed);
        return found == null
                ? new HubSubscription(feed, "", "", "", Instant.EPOCH, Instant.EPOCH, Instant.EPOCH)
                : found.subscription();
    }

    private String callback(String feed) {
        return publicUrl + "/api/v1/websub/" + feed;
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/websub/{feed}", this::verify);
        routes.post("/api/v1/websub/{feed}", this::pushed);
    }

    /** The hub asks whether we meant it. */
    private void verify(Context context) {
        HubSubscription wanted = subscription(context.pathParam("feed"));
        String mode = parameter(context, "hub.mode");
        boolean listed = feeds.find(context.pathParam("feed")).isPresent();
        boolean same = !wanted.topic().isEmpty() && wanted.topic().equals(parameter(context, "hub.topic"));
        if (same && mode.equals("denied")) {
            var _ = change(wanted.feed(), one -> one.until(Instant.EPOCH));
            context.status(200);
            return;
        }
        boolean yes = same && (mode.equals("subscribe") ? listed : mode.equals("unsubscribe") && !listed);
        if (!yes) {
            Problem.answer(context, 404, "this was not asked for");
            return;
        }
        if (mode.equals("subscribe")) {
            String seconds = parameter(context, "hub.lease_seconds");
            Duration lease = seconds.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : LEASE;
            Instant end = clock.instant().plus(lease.compareTo(LONGEST_LEASE) > 0 ? LONGEST_LEASE : lease);
            var _ = change(wanted.feed(), one -> one.until(end));
        }
        context.status(200).contentType("text/plain; charset=utf-8").result(parameter(context, "hub.challenge"));
    }

    private void pushed(Context context) throws IOException {
        HubSubscription wanted = subscription(context.pathParam("feed"));
        Optional<Feed> feed = feeds.find(context.pathParam("feed"));
        if (wanted.secret().isEmpty() || feed.isEmpty()) {
            Problem.answer(context, 410, "this feed is no longer wanted here");
            return;
        }
        byte[] body = context.bodyInputStream().readNBytes(MAX_PUSH + 1);
        if (body.length > MAX_PUSH) {
            Problem.answer(context, 413, "more than %,d bytes".formatted(MAX_PUSH));
            return;
        }
        if (!signed(wanted.secret(), body, header(context))) {
            // as the standard says: acknowledged, and thrown away
            LOG.atWarn()
                    .addKeyValue("feed", WebUrl.shown(feed.get().url()))
                    .log("push with a wrong signature thrown away");
            context.status(202);
            return;
        }
        String type = context.contentType();
        if (!feed.get().paused()
                && FeedReader.read(body, type == null ? "" : type, wanted.topic()) instanceof ParsedFeed parsed
                && !parsed.items().isEmpty()) {
            items.publish(feed.get(), false, parsed, parsed.items());
            var _ = change(feed.get().id(), one -> one.pushed(clock.instant()));
        }
        context.status(202);
    }

    private static String header(Context context) {
        String strong = context.header("X-Hub-Signature-256");
        String usual = context.header("X-Hub-Signature");
        return strong != null ? strong : usual == null ? "" : usual;
    }

    /** Whether {@code header} is {@code method=hex} with the HMAC of {@code body}; SHA-1 is what many hubs still send. */
    static boolean signed(String secret, byte[] body, String header) {
        int equals = header.indexOf('=');
        if (equals < 0) {
            return false;
        }
        String method = header.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        if (!method.matches("sha(1|256|384|512)")) {
            return false;
        }
        try {
            String algorithm = "HmacSHA" + method.substring(3);
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            byte[] given = HexFormat.of().parseHex(header.substring(equals + 1).strip());
            return MessageDigest.isEqual(mac.doFinal(body), given);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String parameter(Context context, String name) {
        String value = context.queryParam(name);
        return value == null ? "" : value;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** One after the other, so that a push and a renewal of the same moment are both kept. */
    private synchronized HubSubscription change(String feed, UnaryOperator<HubSubscription> change) {
        HubSubscription subscription = change.apply(subscription(feed));
        save(subscription);
        return subscription;
    }

    private void save(HubSubscription subscription) {
        try {
            logged(
                    producer.send(new ProducerRecord<>(Topic.FEED_HUBS.name(), subscription.feed(), subscription))
                            .get()
                            .offset(),
                    subscription);
        } catch (ExecutionException e) {
            LOG.atWarn()
                    .addKeyValue("feed", subscription.feed())
                    .addKeyValue("error", String.valueOf(e.getCause()))
                    .log("hub subscription not written");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What this instance writes it knows at once; reading it back changes nothing. */
    private void logged(long offset, HubSubscription subscription) {
        known.merge(subscription.feed(), new Logged(offset, subscription), Logged::later);
    }

    @Override
    public void close() {
        follower.close();
        producer.close(Duration.ofSeconds(5));
    }
}
