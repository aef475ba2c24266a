package org.tocsin.enrich.story;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** The binary form of what is kept of an article, a third of the size of JSON; starts with a version. */
final class RememberedSerde {
    private static final int VERSION = 3;

    private RememberedSerde() {}

    static Serde<Stories.Remembered> create() {
        return Serdes.serdeFrom((topic, value) -> value == null ? null : write(value), (topic, bytes) -> read(bytes));
    }

    static byte[] write(Stories.Remembered value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Footprint footprint = value.footprint();
            out.writeByte(VERSION);
            out.writeLong(value.sequence());
            out.writeUTF(value.story());
            out.writeUTF(footprint.article());
            out.writeInt(footprint.revision());
            out.writeUTF(footprint.language());
            out.writeLong(footprint.time().toEpochMilli());
            out.writeUTF(footprint.source());
            out.writeUTF(footprint.headline());
            ints(out, footprint.words());
            out.write(footprint.wordCounts());
            ints(out, footprint.facts());
            strings(out, footprint.entities());
            strings(out, footprint.topics());
            ints(out, footprint.sketch());
            out.writeBoolean(footprint.live());
            out.writeBoolean(value.retracted());
            ints(out, footprint.places());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Stories.@Nullable Remembered read(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version < 1 || version > VERSION) {
                throw new SerializationException(
                        "what is kept of an article has version " + version + ", not 1 to " + VERSION);
            }
            long sequence = in.readLong();
            String story = in.readUTF();
            String article = in.readUTF();
            int revision = in.readInt();
            String language = in.readUTF();
            Instant time = Instant.ofEpochMilli(in.readLong());
            String source = in.readUTF();
            String headline = in.readUTF();
            int[] words = ints(in);
            byte[] counts = in.readNBytes(words.length);
            int[] facts = ints(in);
            List<String> entities = strings(in);
            List<String> topics = strings(in);
            int[] sketch = ints(in);
            boolean live = in.readBoolean();
            boolean retracted = version > 1 && in.readBoolean();
            int[] places = version > 2 ? ints(in) : new int[0];
            Footprint footprint = new Footprint(
                    article, revision, language, time, source, headline, words, counts, facts, places, entities, topics,
                    sketch, live);
            return new Stories.Remembered(footprint, story, sequence, retracted);
        } catch (IOException e) {
            throw new SerializationException("what is kept of an article cannot be read", e);
        }
    }

    private static void ints(DataOutputStream out, int[] values) throws IOException {
        out.writeByte(values.length);
        for (int value : values) {
            out.writeInt(value);
        }
    }

    private static int[] ints(DataInputStream in) throws IOException {
        int[] values = new int[in.readUnsignedByte()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readInt();
        }
        return values;
    }

    private static void strings(DataOutputStream out, List<String> values) throws IOException {
        out.writeByte(values.size());
        for (String value : values) {
            out.writeUTF(value);
        }
    }

    private static List<String> strings(DataInputStream in) throws IOException {
        int size = in.readUnsignedByte();
        List<String> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(in.readUTF());
        }
        return values;
    }
}
