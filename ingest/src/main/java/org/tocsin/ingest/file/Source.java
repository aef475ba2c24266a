package org.tocsin.ingest.file;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A stream that ends where it breaks off, so that what came before is read; {@link #fault} then says why. */
final class Source extends BufferedInputStream {
    private final Ending ending;

    Source(InputStream raw) {
        this(new Ending(raw));
    }

    private Source(Ending ending) {
        super(ending, Form.PEEK_BYTES);
        this.ending = ending;
    }

    /** Why the stream broke off; null while it has not. */
    @Nullable
    String fault() {
        return ending.fault;
    }

    private static final class Ending extends FilterInputStream {
        private @Nullable String fault;

        Ending(InputStream raw) {
            super(raw);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return fault == null ? super.read(buffer, offset, length) : -1;
            } catch (IOException e) {
                fault = String.valueOf(e.getMessage());
                return -1;
            }
        }

        @Override
        public int available() throws IOException {
            return fault == null ? super.available() : 0;
        }
    }
}
