package org.tocsin.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Topic;

/**
 * The records of one topic, latest first, page by page: the latest from memory, older ones from the log. A cursor holds the
 * offset of each partition below which a list goes on, so that what comes meanwhile moves nothing. Thread-safe.
 */
public final class Backlog<K, V> {
    /**
     * Some records, latest first.
     *
     * @param next where older ones are to be had, null when there are none; it may be that none of them is wanted
     */
    public record Page<K, V>(
            List<ConsumerRecord<K, V>> items, @Nullable String next) {
        /** The values of the records. */
        public List<V> values() {
            return items.stream().map(ConsumerRecord::value).toList();
        }
    }

    /** Chooses those that are wanted, in their order. */
    public interface Choice<K, V> {
        List<ConsumerRecord<K, V>> of(List<ConsumerRecord<K, V>> some);
    }

    private static final Duration POLL = Duration.ofMillis(200);

    /** Polls that may bring nothing, one after the other, before the broker is taken to be away: half a minute of them. */
    private static final int IDLE_POLLS = 150;

    private final Topic<?> topic;
    private final Supplier<Consumer<K, V>> reader;
    private final int most;
    private final List<Deque<ConsumerRecord<K, V>>> latest;

    /** Keeps as many of each partition in memory as {@code most} says; the log is read with consumers in no group. */
    public Backlog(Topic<?> topic, int most, Supplier<Consumer<K, V>> reader) {
        this.topic = topic;
        this.reader = reader;
        this.most = most;
        latest = IntStream.range(0, topic.partitions())
                .<Deque<ConsumerRecord<K, V>>>mapToObj(partition -> new ArrayDeque<>())
                .toList();
    }

    /** Takes a record that has come into the log. */
    public synchronized void post(ConsumerRecord<K, V> item) {
        Deque<ConsumerRecord<K, V>> of = latest.get(item.partition());
        of.addLast(item);
        if (of.size() > most) {
            of.removeFirst();
        }
    }

    /** The kept ones of a partition below an offset, latest first, at most {@code count}. */
    private synchronized List<ConsumerRecord<K, V>> kept(int partition, long below, int count) {
        List<ConsumerRecord<K, V>> found = new ArrayList<>();
        Iterator<ConsumerRecord<K, V>> backwards = latest.get(partition).descendingIterator();
        while (backwards.hasNext() && found.size() < count) {
            ConsumerRecord<K, V> post = backwards.next();
            if (post.offset() < below) {
                found.add(post);
            }
        }
        return found;
    }

    /** How many of those in memory are wanted. */
    public int count(Choice<K, V> wanted) {
        return IntStream.range(0, latest.size())
                .map(partition ->
                        wanted.of(kept(partition, Long.MAX_VALUE, most)).size())
                .sum();
    }

    /**
     * A page of those that are wanted.
     *
     * @param cursor of the page before, empty for the first; {@link IllegalArgumentException} when it is none
     * @param at where the first page begins: with the latest record that was there at this time; null for the latest of all
     * @param limit most items
     * @param slice how many are looked at together
     * @param scan how many are looked at before the page ends though it is not full
     */
    public Page<K, V> page(String cursor, @Nullable Instant at, int limit, int slice, int scan, Choice<K, V> wanted) {
        try (Reading reading = new Reading(cursor, at, slice, scan, wanted)) {
            List<ConsumerRecord<K, V>> items = new ArrayList<>();
            ConsumerRecord<K, V> post = limit == 0 ? null : reading.next();
            while (post != null) {
                items.add(post);
                post = items.size() == limit ? null : reading.next();
            }
            return new Page<>(items, reading.cursor());
        }
    }

    /** One walk from a cursor to older records. */
    private final class Reading implements AutoCloseable {
        private final long[] below;
        private final List<Deque<ConsumerRecord<K, V>>> heads = new ArrayList<>();
        private final int slice;
        private final Choice<K, V> wanted;
        private int left;
        private final boolean fromMemory;
        private @Nullable Consumer<K, V> log;
        private Map<TopicPartition, Long> begins = Map.of();

        Reading(String cursor, @Nullable Instant at, int slice, int scan, Choice<K, V> wanted) {
            this.slice = slice;
            this.wanted = wanted;
            left = scan;
            below = !cursor.isEmpty() ? parse(cursor) : at == null ? ends() : endsAt(at);
            latest.forEach(partition -> heads.add(new ArrayDeque<>()));
            fromMemory = IntStream.range(0, below.length)
                    .allMatch(partition -> below[partition] == 0
                            || !kept(partition, below[partition], 1).isEmpty());
        }

        private long[] parse(String cursor) {
            if (!cursor.matches("\\d{1,18}(\\.\\d{1,18})*") || cursor.split("\\.").length != latest.size()) {
                throw new IllegalArgumentException("cursor is not the next of an earlier answer: " + cursor);
            }
            return Arrays.stream(cursor.split("\\.")).mapToLong(Long::parseLong).toArray();
        }

        /** Behind the last of what is kept, or of the log where nothing is. */
        private long[] ends() {
            if (most > 0) {
                return IntStream.range(0, latest.size())
                        .mapToLong(partition -> kept(partition, Long.MAX_VALUE, 1).stream()
                                .mapToLong(post -> post.offset() + 1)
                                .findFirst()
                                .orElse(0))
                        .toArray();
            }
            Map<TopicPartition, Long> ends = log().endOffsets(partitions());
            return partitions().stream()
                    .mapToLong(partition -> ends.getOrDefault(partition, 0L))
                    .toArray();
        }

        /** Before the first record of each partition that is of a later time; behind the last where there is none. */
        private long[] endsAt(Instant at) {
            long[] ends = ends();
            Map<TopicPartition, OffsetAndTimestamp> later = log().offsetsForTimes(partitions().stream()
                    .collect(Collectors.toMap(Function.identity(), partition -> at.toEpochMilli() + 1)));
            partitions().forEach(partition -> {
                OffsetAndTimestamp first = later.get(partition);
                if (first != null) {
                    ends[partition.partition()] = Math.min(ends[partition.partition()], first.offset());
                }
            });
            return ends;
        }

        private List<TopicPartition> partitions() {
            return IntStream.range(0, latest.size())
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                    .toList();
        }

        private Consumer<K, V> log() {
            Consumer<K, V> open = log;
            if (open == null) {
                open = reader.get();
                log = open;
            }
            return open;
        }

        /** The first offset that the log still has of a partition. */
        private long begin(int partition) {
            if (begins.isEmpty()) {
                begins = log().beginningOffsets(partitions());
            }
            return begins.getOrDefault(new TopicPartition(topic.name(), partition), 0L);
        }

        /** The latest that is wanted of those not given yet; null at the end, and when enough has been looked at. */
        @Nullable
        ConsumerRecord<K, V> next() {
            for (int partition = 0; partition < below.length; partition++) {
                while (heads.get(partition).isEmpty() && below[partition] > 0) {
                    if (left <= 0 || !fill(partition)) {
                        return null;
                    }
                }
            }
            return heads.stream()
                    .filter(head -> !head.isEmpty())
                    .max(Comparator.comparingLong(head -> head.getFirst().timestamp()))
                    .map(Deque::removeFirst)
                    .orElse(null);
        }

        /** Looks at the slice below; false when the rest is for another page: one that begins in memory ends with it. */
        private boolean fill(int partition) {
            List<ConsumerRecord<K, V>> some = kept(partition, below[partition], slice);
            if (!some.isEmpty()) {
                below[partition] = some.getLast().offset();
            } else if (fromMemory) {
                boolean gone = begin(partition) >= below[partition];
                below[partition] = gone ? 0 : below[partition];
                return gone;
            } else {
                some = logged(partition);
            }
            left -= slice;
            heads.get(partition).addAll(wanted.of(some));
            return true;
        }

        private List<ConsumerRecord<K, V>> logged(int number) {
            Consumer<K, V> consumer = log();
            TopicPartition partition = new TopicPartition(topic.name(), number);
            long begin = begin(number);
            long end = below[number];
            long start = Math.max(begin, end - slice);
            List<ConsumerRecord<K, V>> some = new ArrayList<>();
            if (start < end) {
                consumer.assign(List.of(partition));
                consumer.seek(partition, start);
                long last =
                        Math.min(end, consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
                int idle = 0;
                while (consumer.position(partition) < last) {
                    ConsumerRecords<K, V> batch = consumer.poll(POLL);
                    idle = batch.isEmpty() ? idle + 1 : 0;
                    if (idle > IDLE_POLLS) {
                        throw new TimeoutException("the broker gives nothing of " + partition + " any more");
                    }
                    for (ConsumerRecord<K, V> item : batch) {
                        if (item.offset() < end && item.value() != null) {
                            some.add(item);
                        }
                    }
                }
            }
            below[number] = start <= begin ? 0 : start;
            return some.reversed();
        }

        /** Where the next page begins; null when there is nothing left. */
        @Nullable
        String cursor() {
            for (int partition = 0; partition < below.length; partition++) {
                if (!heads.get(partition).isEmpty()) {
                    below[partition] = heads.get(partition).getFirst().offset() + 1;
                }
            }
            return Arrays.stream(below).allMatch(offset -> offset == 0)
                    ? null
                    : Arrays.stream(below).mapToObj(String::valueOf).collect(Collectors.joining("."));
        }

        @Override
        public void close() {
            if (log != null) {
                log.close();
            }
        }
    }
}
