package org.tocsin.alerts.subscription;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.alerts.channel.Problem;
import org.tocsin.alerts.preview.Preview;
import org.tocsin.model.Destination;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.Schedule;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.Document;
import org.tocsin.query.Hit;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;
import org.tocsin.runtime.TopicFollower;

/** Every subscription as the topic has it now, with its query in the index if it is to be matched. Thread-safe. */
public final class Subscriptions implements Lookup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    /** What stands for a secret wherever it is shown; given back in an edit it means the secret that there is. */
    public static final String KEPT = "(kept)";

    /** A subscription whose query matched. */
    public record Matched(Subscription subscription, MatchResult result) {
        /** What is decided on: the match of the article with this digest at this offset. */
        public Match match(EnrichedArticle digest, long offset) {
            return new Match(
                    subscription.id(),
                    subscription.version(),
                    digest,
                    offset,
                    result.spans(),
                    result.score(),
                    result.threshold());
        }
    }

    private final ConcurrentNavigableMap<String, Subscription> current = new ConcurrentSkipListMap<>();
    private final Map<String, Removed> removed = new ConcurrentHashMap<>();

    /** The ids of those of each named owner, in order; most have one, which takes little room. */
    private final Map<String, Set<String>> byOwner = new ConcurrentHashMap<>();

    /** What must be known of one that is no more. */
    private record Removed(int version, String owner) {}

    private final Map<String, String> unmatched = new ConcurrentHashMap<>();
    private final Map<Object, Object> shared = new HashMap<>();
    private final QueryIndex index = new QueryIndex();
    private final KafkaSettings kafka;
    private final SubscriptionCheck check;
    private final KeptSecrets secrets;
    private final boolean matching;
    private final Breadth breadth;
    private final TopicFollower<Subscription> follower;
    private @Nullable Producer<String, Subscription> producer;
    private boolean loading = true;

    private Subscriptions(KafkaSettings kafka, SubscriptionCheck check, boolean matching) {
        this.kafka = kafka;
        this.check = check;
        secrets = new KeptSecrets(check.secrets());
        this.matching = matching;
        breadth = new Breadth(kafka, InstantSource.system());
        follower = new TopicFollower<>(kafka, Topic.SUBSCRIPTIONS, -1, this::apply);
    }

    /** For a stage that matches. */
    public static Subscriptions matching(KafkaSettings kafka, SubscriptionCheck check) {
        return new Subscriptions(kafka, check, true);
    }

    /** For reading and changing only: no query is compiled but those that are saved. */
    public static Subscriptions editing(KafkaSettings kafka, SubscriptionCheck check) {
        return new Subscriptions(kafka, check, false);
    }

    /** Returns when every subscription of the topic is known and in the index. */
    public Subscriptions start() {
        if (matching) {
            // reads what Korean needs, so that the first article in Korean does not wait for it
            Thread.ofVirtual().name("dictionaries").start(() -> new QueryIndex().put("", Query.parse("북한군")));
        }
        follower.start();
        synchronized (this) {
            if (loading && matching) {
                current.values().parallelStream().forEach(this::index);
            }
            loading = false;
            shared.clear();
        }
        return this;
    }

    private synchronized void apply(ConsumerRecord<String, Subscription> item) {
        Subscription subscription = item.value().withId(item.key());
        if (subscription.version() <= version(item.key())) {
            LOG.atDebug()
                    .addKeyValue("subscription", item.key())
                    .addKeyValue("version", subscription.version())
                    .log("edit of an earlier version dropped");
            return;
        }
        if (!subscription.enabled()) {
            removed.put(item.key(), new Removed(subscription.version(), subscription.owner()));
            Subscription known = current.remove(item.key());
            if (known != null) {
                disown(known);
            }
            index.remove(item.key());
            unmatched.remove(item.key());
            return;
        }
        Subscription slim = loading ? sharing(subscription) : subscription;
        if (!loading && matching) {
            index(slim); // before it is known, since who saved it is answered then and may send an article at once
        }
        current.put(item.key(), slim);
        if (!slim.owner().isEmpty()) {
            byOwner.compute(slim.owner(), (owner, ids) -> with(ids, slim.id()));
        }
        removed.remove(item.key());
    }

    private static Set<String> with(@Nullable Set<String> ids, String id) {
        if (ids == null) {
            return Set.of(id);
        }
        if (ids.contains(id)) {
            return ids;
        }
        Set<String> more = ids.size() == 1 ? new ConcurrentSkipListSet<>(ids) : ids;
        more.add(id);
        return more;
    }

    private void disown(Subscription removed) {
        byOwner.computeIfPresent(removed.owner(), (owner, ids) -> {
            Set<String> left = new ConcurrentSkipListSet<>(ids);
            left.remove(removed.id());
            return left.isEmpty() ? null : left;
        });
    }

    /** A bad query, which an earlier version may have taken, is left out; its subscription stays listed. */
    private void index(Subscription subscription) {
        try {
            index.put(subscription.id(), Query.parse(subscription.query()));
            unmatched.remove(subscription.id());
        } catch (IllegalArgumentException e) {
            index.remove(subscription.id());
            unmatched.put(subscription.id(), "not matched: " + e.getMessage());
            LOG.atWarn()
                    .addKeyValue("subscription", subscription.id())
                    .addKeyValue("error", e.getMessage())
                    .log("subscription not matched");
        }
    }

    /** The same subscription with the parts that many have in common held once. */
    private Subscription sharing(Subscription one) {
        return new Subscription(
                one.id(),
                share(one.owner()),
                one.name().equals(one.id()) ? one.id() : one.name(),
                one.query(),
                share(one.destinations()),
                share(one.send()),
                one.schedule().equals(Schedule.AT_ONCE) ? Schedule.AT_ONCE : share(one.schedule()),
                one.quietHours(),
                one.perHour(),
                one.mutes().isEmpty() ? List.of() : one.mutes(),
                one.expires(),
                share(one.labels()),
                one.priority(),
                one.paused(),
                one.enabled(),
                one.version());
    }

    @SuppressWarnings("unchecked") // equal values have one class
    private <T> T share(T value) {
        return shared.size() < 10_000
                ? (T) shared.computeIfAbsent(value, key -> key)
                : (T) shared.getOrDefault(value, value);
    }

    private int version(String id) {
        Subscription known = current.get(id);
        return known != null
                ? known.version()
                : removed.getOrDefault(id, new Removed(0, "")).version();
    }

    /** The subscriptions that the article matches, by id, each with the reason. */
    public List<Matched> match(EnrichedArticle article) {
        if (current.isEmpty()) {
            return List.of();
        }
        Document document = Document.of(article);
        List<Matched> matched = new ArrayList<>();
        for (Hit hit : index.match(document)) {
            Subscription subscription = current.get(hit.id());
            MatchResult result = subscription == null ? null : index.explain(hit.id(), document);
            if (subscription != null && result != null && result.matched()) {
                matched.add(new Matched(subscription, result));
            }
        }
        matched.sort(Comparator.comparing(one -> one.subscription().id()));
        return matched;
    }

    @Override
    public void awaitVersion(String id, int version) {
        if (version(id) >= version) {
            return;
        }
        long patience = System.nanoTime() + Lookup.PATIENCE.toNanos();
        long end = end();
        while (version(id) < version
                && follower.next() < end
                && !Thread.currentThread().isInterrupted()) {
            if (System.nanoTime() > patience) {
                LOG.atWarn()
                        .addKeyValue("subscription", id)
                        .addKeyValue("version", version)
                        .log("a match of a version that has not come here is decided on without it");
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Where the log ends, which has every version that anything was matched with; beyond all offsets while nobody can say. */
    private long end() {
        try {
            return Log.end(kafka, Topic.SUBSCRIPTIONS);
        } catch (KafkaException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Why changes are no longer followed, empty while they are. */
    String trouble() {
        return follower.trouble();
    }

    /** Subscriptions whose query cannot be stored, failed or was set aside, each with the reason. */
    public Map<String, String> problems() {
        Map<String, String> all = new TreeMap<>(index.problems());
        all.putAll(unmatched);
        return all;
    }

    /** How many there are. */
    public int size() {
        return current.size();
    }

    @Override
    public @Nullable Subscription get(String id) {
        return current.get(id);
    }

    /** All that have not been removed, by id. */
    public List<Subscription> list() {
        return after("").toList();
    }

    /** Those by id whose ids come after one, which need not be there. */
    Stream<Subscription> after(String id) {
        return current.tailMap(id, false).values().stream();
    }

    /** How a subscription is shown: without its secrets. */
    public static Subscription shown(Subscription subscription) {
        return subscription.withDestinations(subscription.destinations().stream()
                .map(destination -> destination.secret().isEmpty() || Secrets.isReference(destination.secret())
                        ? destination
                        : destination.withSecret(KEPT))
                .toList());
    }

    /**
     * What saving {@code wanted} would keep of it, as it may be shown: its query with ids for the names of entities, and of
     * a secret in the clear only whether it is the one that there is.
     */
    Subscription planned(Subscription wanted) {
        return secrets.planned(check.resolved(wanted), current.get(wanted.id()));
    }

    @Override
    public List<Subscription> active(String owner) {
        return of(owner).filter(one -> !one.paused()).toList();
    }

    /**
     * Takes the e-mail address out of a subscription that {@code token} was made for; false when there is none, as when it
     * was taken out before.
     */
    boolean unsubscribe(Subscription subscription, String token) {
        Subscription left = secrets.without(subscription, token);
        if (left.equals(subscription)) {
            return false;
        }
        var _ = save(left, subscription.version());
        return true;
    }

    /** What {@code draft} would have done; {@link Refused} as when it is saved, destinations aside. */
    Preview preview(Subscription draft, Preview.Past past) {
        return check.preview(draft, past);
    }

    /**
     * Saves {@code wanted} as the version after {@code edits} and returns it when this process has read it back.
     *
     * @param edits the version that the change was made to, 0 for a new subscription
     * @throws Refused when a field is wrong
     * @throws Conflict when {@code edits} is not the latest version, or another edit of it came first
     */
    public Subscription save(Subscription wanted, int edits) {
        return saveAll(Map.of(wanted, edits)).getFirst();
    }

    /** As {@link #save}, many at once: each subscription with the version that it edits. Checked all before any is saved. */
    public List<Subscription> saveAll(Map<Subscription, Integer> wanted) {
        List<Subscription> ready = checked(wanted);
        write(ready);
        long end = System.nanoTime() + PATIENCE;
        ready.forEach(subscription -> await(subscription, end));
        return ready;
    }

    /** What would be saved; throws as {@link #save} does and saves nothing. */
    List<Subscription> checked(Map<Subscription, Integer> wanted) {
        List<Subscription> ready = new ArrayList<>();
        Map<String, Query> fresh = new HashMap<>();
        Map<String, Map<String, Subscription>> owners = new HashMap<>();
        // all as they will be, whatever the order, so that what is removed makes room for what is added
        wanted.keySet().stream().filter(one -> !one.owner().isEmpty()).forEach(one -> {
            Map<String, Subscription> owned = owners.computeIfAbsent(one.owner(), this::owned);
            if (one.enabled()) {
                owned.put(one.id(), one);
            } else {
                owned.remove(one.id());
            }
        });
        wanted.forEach((subscription, edits) -> {
            int latest = version(subscription.id());
            // who makes a subscription anew need not know of one that was removed
            boolean anew = edits == 0 && !current.containsKey(subscription.id());
            if (edits != latest && !anew) {
                throw new Conflict(subscription.id(), edits, latest);
            }
            Subscription before = current.get(subscription.id());
            Subscription checked = secrets.filled(subscription, before).withVersion(latest + 1);
            // what it was told is remembered where its owner's subscriptions are
            Removed once = removed.get(checked.id());
            if (before == null && once != null && !once.owner().equals(checked.owner())) {
                throw new Refused(
                        checked.id(),
                        List.of(new Problem("id", "it was another owner's before it was removed; take another id")));
            }
            if (before != null && !before.owner().equals(checked.owner())) {
                throw new Refused(
                        checked.id(),
                        List.of(new Problem(
                                "owner",
                                "it stays %s; remove the subscription and make another, under another id"
                                        .formatted(before.owner().isEmpty() ? "empty" : before.owner()))));
            }
            if (checked.enabled()) {
                check.require(
                        checked,
                        before,
                        owners.getOrDefault(checked.owner(), Map.of()).values());
                checked = check.resolved(checked);
                if (!checked.owner().isEmpty()
                        && (before == null || !before.query().equals(checked.query()))) {
                    fresh.put(checked.id(), Query.parse(checked.query()));
                }
            }
            ready.add(checked.withDestinations(checked.destinations().stream()
                    .map(destination -> destination.withSecret(check.secrets().seal(destination.secret())))
                    .toList()));
        });
        breadth.shares(fresh).forEach(check::requireNarrow);
        return ready;
    }

    /** Those of a named owner by id, to be changed. */
    private Map<String, Subscription> owned(String owner) {
        return of(owner).collect(Collectors.toMap(Subscription::id, one -> one, (one, same) -> one, HashMap::new));
    }

    private Stream<Subscription> of(String owner) {
        return byOwner.getOrDefault(owner, Set.of()).stream().map(current::get).filter(Objects::nonNull);
    }

    /**
     * What is remarkable about subscriptions, by id: that the query matches a large share of all articles, or that a webhook
     * goes out unsigned.
     */
    public Map<String, String> warnings(Collection<Subscription> some) {
        Map<String, Query> queries = new HashMap<>();
        some.stream()
                .filter(Subscription::enabled)
                .forEach(one ->
                        queries.put(one.id(), Query.parse(check.resolved(one).query())));
        Map<String, String> warnings = new TreeMap<>();
        breadth.shares(queries).forEach((id, share) -> {
            if (share > SubscriptionCheck.MUCH) {
                warnings.put(id, "the query matches %.1f %% of the latest articles".formatted(share * 100));
            }
        });
        some.stream()
                .filter(one -> one.enabled() && one.destinations().stream().anyMatch(Subscriptions::isUnsigned))
                .forEach(one -> warnings.merge(
                        one.id(),
                        "a webhook without a secret goes out unsigned",
                        (known, another) -> known + "; " + another));
        return warnings;
    }

    private static boolean isUnsigned(Destination destination) {
        return destination.channel().equals("webhook") && destination.secret().isEmpty();
    }

    private void write(List<Subscription> subscriptions) {
        Producer<String, Subscription> writer = writer();
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (Subscription one : subscriptions) {
                sent.add(writer.send(new ProducerRecord<>(Topic.SUBSCRIPTIONS.name(), one.id(), one)));
            }
            for (Future<?> one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the subscription was saved", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the subscription was not saved: " + e.getMessage(), e);
        }
    }

    /** Made at the first change, since most who read change nothing. */
    private synchronized Producer<String, Subscription> writer() {
        if (producer == null) {
            producer = kafka.producer();
        }
        return producer;
    }

    private void await(Subscription saved, long end) {
        while (version(saved.id()) < saved.version()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the subscription was saved but has not been read back within 10 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
        Subscription now = current.get(saved.id());
        boolean mine = now == null
                ? !saved.enabled() || version(saved.id()) > saved.version()
                : now.equals(saved) || now.version() > saved.version();
        if (!mine) {
            throw new Conflict(saved.id(), saved.version() - 1, version(saved.id()));
        }
    }

    @Override
    public void close() {
        follower.close();
        synchronized (this) {
            if (producer != null) {
                producer.close(Duration.ofSeconds(2));
            }
        }
    }
}
