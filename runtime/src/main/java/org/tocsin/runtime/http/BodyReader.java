package org.tocsin.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Reads one body within its limits, on the wire and decompressed. */
final class BodyReader {
    private static final int FREE_BYTES = 1024 * 1024;
    private static final int MAX_ENCODINGS = 2;

    /** What was read. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Body(byte[] bytes, boolean cut) {}

    /** A limit was reached, or the encoding cannot be read. */
    static final class BodyException extends IOException {
        private final Answer.Reason reason;

        BodyException(Answer.Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        Answer.Reason reason() {
            return reason;
        }
    }

    private final Limits limits;
    private final Wire wire;

    BodyReader(InputStream in, Limits limits) {
        this.limits = limits;
        wire = new Wire(in);
    }

    /** Reads until the end or a limit; never closes the stream, since that would read on to its end. */
    Body read(List<String> encodings) throws IOException {
        InputStream in = wire;
        int applied = 0;
        for (String encoding : encodings.reversed()) {
            in = decoded(in, encoding.strip().toLowerCase(Locale.ROOT));
            if (++applied > MAX_ENCODINGS) {
                throw new BodyException(Answer.Reason.ENCODING, "the body is compressed more than twice");
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (out.size() + n > limits.bytes()) {
                    if (limits.cut()) {
                        out.write(buffer, 0, (int) (limits.bytes() - out.size()));
                        return new Body(out.toByteArray(), true);
                    }
                    throw new BodyException(
                            Answer.Reason.SIZE, "the body has more than %,d bytes".formatted(limits.bytes()));
                }
                out.write(buffer, 0, n);
                if (out.size() > FREE_BYTES && out.size() > Limits.MAX_RATIO * wire.count) {
                    throw new BodyException(
                            Answer.Reason.RATIO,
                            "%,d bytes decompress to more than %d times as many"
                                    .formatted(wire.count, Limits.MAX_RATIO));
                }
            }
        } catch (ZipException e) {
            throw new BodyException(Answer.Reason.ENCODING, "the compressed body is broken: " + e.getMessage());
        } catch (EOFException e) {
            // a body that ends early in its compression still has what came before
            if (out.size() == 0) {
                throw new BodyException(Answer.Reason.ENCODING, "the compressed body breaks off");
            }
        }
        return new Body(out.toByteArray(), wire.cut);
    }

    private static InputStream decoded(InputStream in, String encoding) throws IOException {
        return switch (encoding) {
            case "", "identity", "none", "utf-8" -> in;
            case "gzip", "x-gzip", "deflate" -> {
                PushbackInputStream start = new PushbackInputStream(in, 2);
                byte[] magic = start.readNBytes(2);
                start.unread(magic);
                if (magic.length < 2) {
                    yield start;
                }
                int first = magic[0] & 0xff;
                int second = magic[1] & 0xff;
                if (first == 0x1f && second == 0x8b) {
                    yield new GZIPInputStream(start, 8192);
                }
                if (!encoding.equals("deflate")) {
                    // said to be compressed, but plain
                    yield start;
                }
                boolean zlib = (first & 0x0f) == 8 && (first << 8 | second) % 31 == 0;
                yield new InflaterInputStream(start, new Inflater(!zlib), 8192);
            }
            default ->
                throw new BodyException(
                        Answer.Reason.ENCODING, "the body is compressed as " + encoding + ", which was not asked for");
        };
    }

    /** Counts what comes in and ends or fails at the limit. */
    private final class Wire extends FilterInputStream {
        private long count;
        private boolean cut;

        Wire(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (count > limits.wireBytes()) {
                if (limits.cut()) {
                    cut = true;
                    return -1;
                }
                throw new BodyException(
                        Answer.Reason.SIZE, "the body has more than %,d bytes".formatted(limits.wireBytes()));
            }
            int n = super.read(buffer, offset, length);
            count += Math.max(n, 0);
            return n;
        }

        @Override
        public void close() {
            // the connection is closed instead
        }
    }
}
