package org.tocsin.app.migrate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.Refusal;

/**
 * What one partition holds up to an offset.
 *
 * @param start offset of the first record that is kept
 * @param end offset after the last
 * @param checksum SHA-256 of offset, time, key, headers and value of every committed record, its first 16 hex digits
 */
public record Extent(long start, long end, long records, String checksum) {
    private static final int SHOWN = 8;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Reads a partition from its first record to {@code end}, which it has; {@link Refusal} when nothing comes for {@link #PATIENCE}. */
    static Extent read(Consumer<byte[], byte[]> consumer, TopicPartition partition, long end, Steps steps) {
        consumer.assign(List.of(partition));
        long start = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.min(start, end));
        MessageDigest digest = sha256();
        long records = 0;
        long at = Math.min(start, end);
        long moved = System.nanoTime();
        while (at < end) {
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                if (one.offset() < end) {
                    add(digest, one);
                    records++;
                }
            }
            long position = Math.min(consumer.position(partition), end);
            if (position > at) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > PATIENCE.toNanos()) {
                throw new Refusal(
                        "migrate: nothing comes of %s after offset %d, though there is more; run it again when its broker answers"
                                .formatted(partition, at));
            }
            steps.made(position - at);
            at = position;
        }
        return new Extent(start, at, records, HexFormat.of().formatHex(digest.digest(), 0, SHOWN));
    }

    private static void add(MessageDigest digest, ConsumerRecord<byte[], byte[]> one) {
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(one.offset())
                .putLong(one.timestamp())
                .flip());
        add(digest, one.key());
        for (Header header : one.headers()) {
            add(digest, header.key().getBytes(StandardCharsets.UTF_8));
            add(digest, header.value());
        }
        add(digest, one.value());
    }

    private static void add(MessageDigest digest, byte @Nullable [] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(bytes == null ? -1 : bytes.length)
                .flip());
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has it", e);
        }
    }
}
