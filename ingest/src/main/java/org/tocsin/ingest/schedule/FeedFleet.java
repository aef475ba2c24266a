package org.tocsin.ingest.schedule;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Feed;
import org.tocsin.model.FeedStatus;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.KafkaTrouble;
import org.tocsin.runtime.http.WebUrl;

/**
 * Polls this instance's share of the feeds. The group {@code tocsin-feeds} deals the partitions of {@code tocsin.feeds} out;
 * a partition's feeds are polled once its definitions and statuses have been read whole, and no longer than the {@link Lease}
 * holds. One thread reads, deals and takes results in; each request runs on a virtual thread, at most {@link
 * #MAX_REQUESTS} at once.
 */
final class FeedFleet implements AutoCloseable {
    static final int MAX_REQUESTS = 256;
    static final Duration SESSION = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(FeedFleet.class);
    private static final long RENEW_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration GRACE = Duration.ofSeconds(5);

    private record Known(Feed feed, int partition) {}

    private record Done(Agenda.Turn turn, FeedStatus status, boolean kept) {}

    private final KafkaSettings kafka;
    private final FeedPoll poll;
    private final InstantSource clock;
    private final Consumer<String, Feed> consumer;
    private final Producer<String, FeedStatus> producer;
    private final Lease lease = new Lease(SESSION);
    private final Agenda agenda;
    private final Map<String, Known> feeds = new HashMap<>();
    private final Map<String, FeedStatus> statuses = new HashMap<>();
    private final Set<String> running = new HashSet<>();
    private final Map<TopicPartition, Long> reading = new HashMap<>();
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final Queue<Done> finished = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("feeds").unstarted(this::run);
    private volatile int polling;
    private volatile boolean closed;
    private volatile String trouble = "";

    FeedFleet(KafkaSettings kafka, String instance, FeedPoll poll, InstantSource clock, Duration hostDelay) {
        this.kafka = kafka;
        this.poll = poll;
        this.clock = clock;
        agenda = new Agenda(hostDelay);
        consumer = kafka.member(Feed.class, "tocsin-feeds", instance, SESSION);
        producer = kafka.producer();
    }

    void start() {
        thread.start();
    }

    /** Returns when the group has given this instance its share, which may be none, or after a minute. */
    void awaitReady() {
        try {
            if (!ready.await(60, TimeUnit.SECONDS)) {
                LOG.atWarn().log("the feeds have not been dealt out within 60 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String trouble() {
        return trouble;
    }

    MeterBinder meter() {
        return registry -> {
            Gauge.builder("tocsin.feeds.owned", feeds, Map::size)
                    .description("Feeds that this instance polls")
                    .register(registry);
            Gauge.builder("tocsin.feeds.polling", () -> polling)
                    .description("Requests under way")
                    .register(registry);
        };
    }

    private void run() {
        try (consumer;
                producer) {
            consumer.subscribe(List.of(Topic.FEEDS.name()), new Deal());
            long renewed = System.nanoTime() - RENEW_NANOS;
            while (!closed) {
                for (ConsumerRecord<String, Feed> record :
                        consumer.poll(Duration.ofMillis(running.isEmpty() ? 100 : 20))) {
                    if (record.value() != null) {
                        defined(record.value(), record.partition());
                    }
                }
                long now = System.nanoTime();
                if (now - renewed >= RENEW_NANOS && renew(now)) {
                    renewed = now;
                }
                takeUp();
                takeIn();
                sendOut();
            }
            drain(feeds.keySet());
        } catch (WakeupException e) {
            LOG.atDebug().log("feeds closed");
        } catch (RuntimeException | Error e) {
            trouble = KafkaTrouble.of(e);
            LOG.atError().setCause(e).log("feeds stopped");
        } finally {
            ready.countDown();
        }
    }

    /** Asks the coordinator whether the partitions are still ours, by way of a commit. */
    private boolean renew(long now) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        if (positions.isEmpty()) {
            return false;
        }
        try {
            consumer.commitSync(positions, Duration.ofSeconds(5));
            lease.renewed(now);
            return true;
        } catch (KafkaException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("lease not renewed");
            return false;
        }
    }

    private void defined(Feed feed, int partition) {
        if (feed.removed()) {
            // if it is ever added again, it is a feed of which nothing is known
            feeds.remove(feed.id());
            statuses.remove(feed.id());
            agenda.remove(feed.id());
            return;
        }
        Known before = feeds.put(feed.id(), new Known(feed, partition));
        if (before != null && !before.feed().url().equals(feed.url())) {
            statuses.remove(feed.id());
        }
        if (owned.contains(partition)) {
            plan(feed.id());
        }
    }

    private void plan(String id) {
        Known known = feeds.get(id);
        if (known == null || running.contains(id)) {
            return;
        }
        FeedStatus status = statuses.getOrDefault(id, FeedStatus.unknown(id));
        if (known.feed().paused() || status.ended()) {
            agenda.remove(id);
        } else {
            agenda.put(id, host(known.feed(), status), status.due());
        }
    }

    private static String host(Feed feed, FeedStatus status) {
        try {
            return FeedPoll.address(feed, status).host();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Partitions whose definitions have been read to the end are polled from now on. */
    private void takeUp() {
        boolean news = false;
        for (TopicPartition partition : List.copyOf(reading.keySet())) {
            if (consumer.position(partition) >= reading.getOrDefault(partition, 0L)) {
                news = true;
                reading.remove(partition);
                owned.add(partition.partition());
                feeds.values().stream()
                        .filter(known -> known.partition() == partition.partition())
                        .map(known -> known.feed().id())
                        .toList()
                        .forEach(this::plan);
            }
        }
        if (news && reading.isEmpty()) {
            // of feeds that were removed while no one polled them
            statuses.keySet().retainAll(feeds.keySet());
        }
        if (reading.isEmpty() && !consumer.assignment().isEmpty()) {
            ready.countDown();
        }
    }

    private void takeIn() {
        for (Done done = finished.poll(); done != null; done = finished.poll()) {
            String id = done.turn().feed();
            running.remove(id);
            agenda.done(done.turn(), clock.instant());
            Known known = feeds.get(id);
            if (known == null || !owned.contains(known.partition())) {
                continue;
            }
            if (done.kept()) {
                statuses.put(id, done.status());
                write(known, done.status());
            }
            plan(id);
        }
        polling = running.size();
    }

    private void write(Known known, FeedStatus status) {
        var _ = producer.send(
                new ProducerRecord<>(Topic.FEED_STATUS.name(), known.partition(), status.id(), status),
                (metadata, error) -> {
                    if (error != null) {
                        LOG.atWarn()
                                .addKeyValue("feed", WebUrl.shown(known.feed().url()))
                                .addKeyValue("error", error.toString())
                                .log("feed status not written");
                    }
                });
    }

    private void sendOut() {
        if (!lease.holds()) {
            return;
        }
        for (Agenda.Turn turn : agenda.take(clock.instant(), MAX_REQUESTS - running.size())) {
            Known known = feeds.get(turn.feed());
            if (known == null) {
                agenda.done(turn, clock.instant());
                continue;
            }
            FeedStatus status = statuses.getOrDefault(turn.feed(), FeedStatus.unknown(turn.feed()));
            running.add(turn.feed());
            Thread.ofVirtual().name("feed").start(() -> ask(known, status, turn));
        }
    }

    private void ask(Known known, FeedStatus status, Agenda.Turn turn) {
        Done done = new Done(turn, status, false);
        try {
            if (lease.holds() && owned.contains(known.partition())) {
                FeedStatus after = poll.poll(known.feed(), status);
                if (!after.reason().isEmpty() && !after.reason().equals(status.reason())) {
                    LOG.atWarn()
                            .addKeyValue("feed", WebUrl.shown(known.feed().url()))
                            .addKeyValue("failures", after.failures())
                            .addKeyValue("error", after.reason())
                            .log("feed not read");
                }
                done = new Done(turn, after, true);
            }
        } catch (RuntimeException | StackOverflowError e) {
            LOG.atError()
                    .addKeyValue("feed", WebUrl.shown(known.feed().url()))
                    .setCause(e)
                    .log("feed not polled");
            Instant now = clock.instant();
            done = new Done(turn, status.failed("unexpected: " + e, now, now.plus(Duration.ofHours(1))), true);
        } finally {
            finished.add(done);
        }
    }

    /** Waits a while for requests that are under way, so that no one else asks the same feed meanwhile. */
    private void drain(Collection<String> ids) {
        long end = System.nanoTime() + GRACE.toNanos();
        while (running.stream().anyMatch(ids::contains) && System.nanoTime() < end) {
            takeIn();
            LockSupport.parkNanos(5_000_000);
        }
        producer.flush();
    }

    private void drop(Collection<TopicPartition> partitions, boolean ours) {
        Set<Integer> numbers = new HashSet<>();
        partitions.forEach(partition -> numbers.add(partition.partition()));
        List<String> ids = new ArrayList<>();
        feeds.values().stream()
                .filter(known -> numbers.contains(known.partition()))
                .forEach(known -> ids.add(known.feed().id()));
        ids.forEach(agenda::remove);
        if (ours) {
            drain(ids);
        }
        owned.removeAll(numbers);
        ids.forEach(id -> {
            // a request that ended meanwhile has put it on again
            agenda.remove(id);
            feeds.remove(id);
            statuses.remove(id);
        });
        partitions.forEach(reading::remove);
    }

    /** What the group deals. */
    private final class Deal implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.atInfo().addKeyValue("partitions", partitions.size()).log("feeds taken over");
            ready.countDown();
            if (partitions.isEmpty()) {
                return;
            }
            long asked = System.nanoTime();
            statuses.putAll(FeedStatuses.read(kafka, partitions));
            consumer.seekToBeginning(partitions);
            reading.putAll(consumer.endOffsets(partitions));
            lease.renewed(asked);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            drop(partitions, true);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            drop(partitions, false);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            producer.close(Duration.ofSeconds(5));
            return;
        }
        try {
            thread.join(GRACE.plusSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
