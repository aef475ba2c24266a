package org.tocsin.replay;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Generation;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.ObjectReader;

/** One reading of a range of a topic, each record once, in no group and without a trace on the broker. */
public final class Scan {
    private static final Logger LOG = LoggerFactory.getLogger(Scan.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** Records that are prepared before the first of them is taken. */
    private static final int PREPARED = 256;

    /** The header of an article tagged anew with the offset of the live record that it stands for, 8 bytes, big-endian. */
    public static final String STANDS_FOR = Generation.STANDS_FOR;

    private Scan() {}

    /** Where a record is. */
    public record Place(int partition, long offset) {}

    /** Hears of what is not there, in its turn between the records that are. */
    public interface Trouble {
        Trouble UNHEARD = new Trouble() {
            @Override
            public void unreadable(Place place) {}

            @Override
            public void removed(Place before, long offsets) {}
        };

        /** A record that is not of its topic's form. */
        void unreadable(Place place);

        /** So many offsets before that place went from the log while it was read, or since the range was fixed. */
        void removed(Place before, long offsets);
    }

    /** A record and its place. It is read from its JSON when it is first asked for, in what form is asked; not thread-safe. */
    public static final class Item<V> {
        private static final ObjectReader LEAN = Json.mapper()
                .rebuild()
                .addMixIn(EnrichedArticle.class, Lean.class)
                .addMixIn(TopicTag.class, Lean.class)
                .build()
                .readerFor(EnrichedArticle.class);
        private static final ObjectReader LEAN_WITH_MENTIONS = Json.mapper()
                .rebuild()
                .addMixIn(TopicTag.class, Lean.class)
                .build()
                .readerFor(EnrichedArticle.class);

        private final ConsumerRecord<String, byte[]> record;
        private final Class<V> type;
        private @Nullable V value;
        private @Nullable EnrichedArticle lean;
        private boolean mentionsRead;

        private Item(ConsumerRecord<String, byte[]> record, Class<V> type) {
            this.record = record;
            this.type = type;
        }

        @JsonIgnoreProperties({"mentions", "evidence"})
        private interface Lean {}

        public int partition() {
            return record.partition();
        }

        /** Of the live topic. */
        public long offset() {
            return standsFor(record);
        }

        public String key() {
            return record.key() == null ? "" : record.key();
        }

        /** The record as it is in the log, as one line without its end; not to be changed. */
        public byte[] json() {
            byte[] json = record.value();
            for (byte one : json) {
                if (one == '\n' || one == '\r') {
                    return Json.bytes(value());
                }
            }
            return json;
        }

        /** All of it; {@link JacksonException} when it is not of its topic's form. */
        public V value() {
            V known = value;
            if (known == null) {
                known = some(Json.read(record.value(), type));
                value = known;
            }
            return known;
        }

        private EnrichedArticle lean(boolean mentions) {
            EnrichedArticle known = lean;
            if (known == null || (mentions && !mentionsRead)) {
                known = some((mentions ? LEAN_WITH_MENTIONS : LEAN).readValue(record.value()));
                lean = known;
                mentionsRead = mentions;
            }
            return known;
        }

        private static <T> T some(@Nullable T read) {
            if (read == null) {
                throw new StreamReadException("null");
            }
            return read;
        }

        /** Its number among the enriched articles; 0 of other records. */
        private long sequence() {
            return value instanceof EnrichedArticle all ? all.sequence() : lean == null ? 0 : lean.sequence();
        }
    }

    /**
     * An enriched article without the evidence of its topics and, unless asked for, without its mentions: the two make up most
     * of its JSON.
     */
    public static EnrichedArticle lean(Item<EnrichedArticle> item, boolean mentions) {
        return item.lean(mentions);
    }

    /**
     * Places in a topic by partition. A partition that is added later is no part of it.
     *
     * @param from inclusive
     * @param to exclusive
     * @param removed records before the first that the log still had, whatever the time asked for
     * @param retagged where a part of it is read from instead; null when it is read as it is
     */
    public record Range(
            Map<Integer, Long> from,
            Map<Integer, Long> to,
            long removed,
            @Nullable Retagged retagged) {
        /** One that is read as it is. */
        public Range(Map<Integer, Long> from, Map<Integer, Long> to, long removed) {
            this(from, to, removed, null);
        }

        public Range {
            from = new TreeMap<>(from);
            to = new TreeMap<>(to);
        }

        /** The rest of it from those places on. */
        public Range since(Map<Integer, Long> places) {
            Map<Integer, Long> later = new TreeMap<>(from);
            later.putAll(places);
            return new Range(later, to, removed, retagged);
        }

        /** How many offsets it has. */
        public long length() {
            return to.entrySet().stream()
                    .mapToLong(end -> Math.max(0, end.getValue() - from.getOrDefault(end.getKey(), 0L)))
                    .sum();
        }
    }

    /**
     * A topic of articles tagged anew that stands for the first part of the live one.
     *
     * @param from its own offset to begin with
     * @param to its own offset to end before
     * @param until offset of the live topic from which on that is read itself
     */
    public record Retagged(String topic, long from, long to, long until) {}

    /**
     * How a reading went.
     *
     * @param read records that are there, unreadable ones among them
     * @param unreadable records that are not of the topic's form; the log of the program names each
     * @param removed records that were no longer there, before the first or while it was read
     * @param missing enriched articles that are not there though later ones are, by their sequence, as if segments were
     *     lost; told of a topic of one partition
     */
    public record Outcome(long read, long unreadable, long removed, long missing) {}

    /**
     * The topic as it is now, with {@code since} from the first record on that was written then or later; enriched articles
     * from where the past is read ({@link Generations}).
     */
    public static Range range(KafkaSettings kafka, Topic<?> topic, @Nullable Instant since) {
        Range live = live(kafka, topic, since);
        Generation now = topic.equals(Topic.ENRICHED) ? Generations.inForce(kafka) : null;
        if (now == null) {
            return live;
        }
        Topic<EnrichedArticle> again = Generations.topics(kafka).stream()
                .filter(one -> one.name().equals(now.topic()))
                .findFirst()
                .orElseThrow(() -> new Refusal("the past is read from " + now.topic()
                        + ", which is gone; read the live topic again with tocsin reprocess --back"));
        Range retagged = live(kafka, again, since);
        // one that was made anew since may not have all yet
        long until = Math.min(now.until(), Generations.standsFor(kafka, again) + 1);
        return new Range(
                live.from(),
                live.to(),
                live.removed(),
                new Retagged(
                        now.topic(),
                        retagged.from().getOrDefault(0, 0L),
                        retagged.to().getOrDefault(0, 0L),
                        until));
    }

    /** As {@link #range}, enriched articles always from the live topic. */
    public static Range live(KafkaSettings kafka, Topic<?> topic, @Nullable Instant since) {
        try (var consumer = kafka.historian()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> starts = begins;
            if (since != null) {
                Map<TopicPartition, Long> times = new HashMap<>();
                partitions.forEach(partition -> times.put(partition, Math.max(0, since.toEpochMilli())));
                starts = new HashMap<>(ends);
                for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                        consumer.offsetsForTimes(times).entrySet()) {
                    if (found.getValue() != null) {
                        starts.put(found.getKey(), found.getValue().offset());
                    }
                }
            }
            long removed = begins.values().stream().mapToLong(Long::longValue).sum();
            return new Range(numbered(starts), numbered(ends), removed);
        }
    }

    private static List<TopicPartition> partitions(
            org.apache.kafka.clients.consumer.Consumer<?, ?> consumer, Topic<?> topic) {
        return consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private static Map<Integer, Long> numbered(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> numbered = new TreeMap<>();
        offsets.forEach((partition, offset) -> numbered.put(partition.partition(), offset));
        return numbered;
    }

    /** Hands every readable record of the range to {@code take}, partition by partition in the order of the log. */
    public static <V> Outcome run(
            KafkaSettings kafka, Topic<V> topic, Range range, Consumer<Item<V>> take, Replay.Progress progress) {
        return run(kafka, topic, range, Scan::read, take, progress);
    }

    private static <V> Item<V> read(Item<V> item) {
        V _ = item.value();
        return item;
    }

    /** As above, each record first prepared by one of several threads. */
    public static <V, R> Outcome run(
            KafkaSettings kafka,
            Topic<V> topic,
            Range range,
            Function<Item<V>, @Nullable R> prepare,
            Consumer<R> take,
            Replay.Progress progress) {
        return run(kafka, topic, range, prepare, take, Trouble.UNHEARD, progress);
    }

    /**
     * As above, each record first prepared by one of several threads.
     *
     * @param prepare reads the record; thread-safe; null leaves it out
     * @param take is called by the calling thread, as are the following
     * @param progress gets the offsets passed and those to pass, after each batch is taken
     */
    public static <V, R> Outcome run(
            KafkaSettings kafka,
            Topic<V> topic,
            Range range,
            Function<Item<V>, @Nullable R> prepare,
            Consumer<R> take,
            Trouble trouble,
            Replay.Progress progress) {
        Counts counts = new Counts(range);
        Retagged again = range.retagged();
        if (again == null) {
            read(kafka, topic, range, null, prepare, take, trouble, progress, counts);
            return counts.outcome();
        }
        long from = range.from().getOrDefault(0, 0L);
        Range first = new Range(Map.of(0, again.from()), Map.of(0, again.to()), 0);
        Range rest = new Range(Map.of(0, Math.max(from, again.until())), range.to(), 0);
        long all = first.length() + rest.length();
        Topic<V> anew = new Topic<>(again.topic(), topic.value(), 1, null, false, topic.owner());
        read(
                kafka,
                anew,
                first,
                new Bounds(from, Math.min(again.until(), range.to().getOrDefault(0, 0L))),
                prepare,
                take,
                trouble,
                (done, _) -> progress.read(done, all),
                counts);
        read(
                kafka,
                topic,
                rest,
                null,
                prepare,
                take,
                trouble,
                (done, _) -> progress.read(first.length() + done, all),
                counts);
        return counts.outcome();
    }

    /** The offset of the live topic that a record stands for, its own where it stands for itself. */
    static long standsFor(ConsumerRecord<?, ?> item) {
        Header header = item.headers().lastHeader(STANDS_FOR);
        return header == null ? item.offset() : ByteBuffer.wrap(header.value()).getLong();
    }

    /** Offsets of the live topic, each once: two who tag anew at the same time write the same records, each in their order. */
    private static final class Bounds {
        private final long before;
        private long next;

        Bounds(long from, long before) {
            this.before = before;
            next = from;
        }

        boolean has(long offset) {
            if (offset < next || offset >= before) {
                return false;
            }
            next = offset + 1;
            return true;
        }
    }

    private static List<ConsumerRecord<String, byte[]>> wanted(
            ConsumerRecords<String, byte[]> batch, Range range, @Nullable Bounds bounds) {
        List<ConsumerRecord<String, byte[]>> wanted = new ArrayList<>(batch.count());
        for (ConsumerRecord<String, byte[]> item : batch) {
            boolean asked = item.offset() < range.to().getOrDefault(item.partition(), 0L);
            if (asked && (bounds == null || bounds.has(standsFor(item)))) {
                wanted.add(item);
            }
        }
        return wanted;
    }

    private static <V, R> void read(
            KafkaSettings kafka,
            Topic<V> topic,
            Range range,
            @Nullable Bounds bounds,
            Function<Item<V>, @Nullable R> prepare,
            Consumer<R> take,
            Trouble trouble,
            Replay.Progress progress,
            Counts counts) {
        try (var consumer = kafka.historian()) {
            List<TopicPartition> partitions = range.to().keySet().stream()
                    .map(number -> new TopicPartition(topic.name(), number))
                    .toList();
            consumer.assign(partitions);
            partitions.forEach(
                    partition -> consumer.seek(partition, range.from().getOrDefault(partition.partition(), 0L)));
            long total = range.length();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < end(range, p))) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("interrupted while " + topic.name() + " was read");
                }
                for (TopicPartition partition : poll(consumer, range, trouble, counts)) {
                    consumer.pause(List.of(partition)); // what came after the start is not read
                }
                List<ConsumerRecord<String, byte[]>> wanted = wanted(counts.batch, range, bounds);
                for (int from = 0; from < wanted.size(); from += PREPARED) {
                    wanted.subList(from, Math.min(from + PREPARED, wanted.size())).parallelStream()
                            .map(item -> prepared(topic, item, prepare, counts))
                            .toList()
                            .forEach(one -> one.to(take, trouble));
                }
                long left = partitions.stream()
                        .mapToLong(p -> Math.max(0, end(range, p) - consumer.position(p)))
                        .sum();
                progress.read(total - Math.min(left, total), total);
            }
            progress.read(total, total);
        }
    }

    private static final class Counts {
        private final AtomicLong read = new AtomicLong();
        private final AtomicLong unreadable = new AtomicLong();
        private final AtomicLong removed = new AtomicLong();
        private final AtomicLong removedMeanwhile = new AtomicLong();
        private final AtomicLong numbered = new AtomicLong();
        private final LongAccumulator first = new LongAccumulator(Math::min, Long.MAX_VALUE);
        private final LongAccumulator last = new LongAccumulator(Math::max, 0);
        private final boolean onePartition;
        private ConsumerRecords<String, byte[]> batch = ConsumerRecords.empty();

        Counts(Range range) {
            removed.set(range.removed());
            onePartition = range.to().size() == 1;
        }

        void number(long sequence) {
            if (sequence > 0 && onePartition) {
                numbered.incrementAndGet();
                first.accumulate(sequence);
                last.accumulate(sequence);
            }
        }

        Outcome outcome() {
            // what was removed while it was read is known as such
            long expected = Math.max(0, last.get() - first.get() + 1);
            long missing = expected - numbered.get() - unreadable.get() - removedMeanwhile.get();
            return new Outcome(
                    read.get(), unreadable.get(), removed.get() + removedMeanwhile.get(), Math.max(0, missing));
        }
    }

    private static long end(Range range, TopicPartition partition) {
        return range.to().getOrDefault(partition.partition(), 0L);
    }

    /** Reads the next batch and answers the partitions that are through; goes on behind what retention has removed meanwhile. */
    private static List<TopicPartition> poll(
            org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer,
            Range range,
            Trouble trouble,
            Counts counts) {
        counts.batch = ConsumerRecords.empty();
        try {
            counts.batch = consumer.poll(PATIENCE);
        } catch (OffsetOutOfRangeException e) {
            Map<TopicPartition, Long> begins =
                    consumer.beginningOffsets(e.offsetOutOfRangePartitions().keySet());
            e.offsetOutOfRangePartitions().forEach((partition, wanted) -> {
                long begin = Math.max(wanted, begins.getOrDefault(partition, wanted));
                // one that was made anew is shorter than it was
                long next = begin == wanted ? end(range, partition) : begin;
                long gone = Math.min(next, end(range, partition)) - wanted;
                counts.removedMeanwhile.addAndGet(gone);
                trouble.removed(new Place(partition.partition(), next), gone);
                consumer.seek(partition, next);
            });
        }
        return consumer.assignment().stream()
                .filter(partition -> consumer.position(partition) >= end(range, partition))
                .toList();
    }

    /** What has become of a record, in its turn. */
    private record Outgoing<R>(Place place, @Nullable R value, boolean unreadable) {
        void to(Consumer<R> take, Trouble trouble) {
            if (unreadable) {
                trouble.unreadable(place);
            } else if (value != null) {
                take.accept(value);
            }
        }
    }

    private static <V, R> Outgoing<R> prepared(
            Topic<V> topic,
            ConsumerRecord<String, byte[]> item,
            Function<Item<V>, @Nullable R> prepare,
            Counts counts) {
        Place place = new Place(item.partition(), standsFor(item));
        if (item.value() == null) {
            return new Outgoing<>(place, null, false);
        }
        counts.read.incrementAndGet();
        Item<V> one = new Item<>(item, topic.value());
        try {
            R prepared = prepare.apply(one);
            counts.number(one.sequence());
            return new Outgoing<>(place, prepared, false);
        } catch (JacksonException e) {
            return unreadable(item, place, e.getOriginalMessage(), counts);
        }
    }

    private static <R> Outgoing<R> unreadable(
            ConsumerRecord<String, byte[]> item, Place place, String error, Counts counts) {
        counts.unreadable.incrementAndGet();
        LOG.atWarn()
                .addKeyValue("topic", item.topic())
                .addKeyValue("partition", item.partition())
                .addKeyValue("offset", item.offset())
                .addKeyValue("error", error)
                .log("record unreadable");
        return new Outgoing<>(place, null, true);
    }
}
