package org.tocsin.ingest.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a stream as bytes, without holding one that is over the limit. */
public final class Lines {
    private final InputStream input;
    private final int limit;
    private final byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private long number;
    private long length;

    public Lines(InputStream input, int limit) {
        this.input = input;
        this.limit = limit;
    }

    /** The number of the last line, from 1. */
    public long number() {
        return number;
    }

    /** The length of the last line, in bytes. */
    public long length() {
        return length;
    }

    /** The next line without its end, cut at the limit; null at the end of the stream. */
    public byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream long_ = null;
        length = 0;
        while (true) {
            if (start == end) {
                end = Math.max(0, input.read(buffer));
                start = 0;
                if (end == 0) {
                    if (length == 0) {
                        return null;
                    }
                    number++;
                    return long_ == null ? new byte[0] : long_.toByteArray();
                }
            }
            int newline = start;
            while (newline < end && buffer[newline] != '\n') {
                newline++;
            }
            int part = newline - start;
            boolean complete = newline < end;
            if (complete && long_ == null) {
                byte[] line = java.util.Arrays.copyOfRange(buffer, start, newline);
                start = newline + 1;
                number++;
                length = line.length;
                return line;
            }
            if (long_ == null) {
                long_ = new ByteArrayOutputStream(1 << 12);
            }
            if (length < limit) {
                long_.write(buffer, start, (int) Math.min(part, limit - length));
            }
            length += part;
            start = complete ? newline + 1 : newline;
            if (complete) {
                number++;
                return long_.toByteArray();
            }
        }
    }
}
