package org.tocsin.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.UTF8JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * Writes long strings into UTF-8 JSON eight bytes at a time, as Jackson writes them one by one; texts of articles are nearly
 * all of what is written. A surrogate without its other half, which
 * Jackson refuses, becomes a question mark.
 */
final class LongStrings extends StdScalarSerializer<String> {
    private static final int LONG = 64;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** The second character of short escapes by the character that they stand for. */
    private static final byte[] SHORT = new byte[128];

    static {
        SHORT['"'] = '"';
        SHORT['\\'] = '\\';
        SHORT['\b'] = 'b';
        SHORT['\t'] = 't';
        SHORT['\n'] = 'n';
        SHORT['\f'] = 'f';
        SHORT['\r'] = 'r';
    }

    LongStrings() {
        super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator out, SerializationContext context) {
        if (!(out instanceof UTF8JsonGenerator) || (text.length() < LONG && !surrogates(text))) {
            out.writeString(text);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int special = special(bytes, 0);
        if (special == bytes.length) {
            out.writeRawUTF8String(bytes, 0, bytes.length);
        } else {
            escaped(bytes, special, out);
        }
    }

    private static boolean surrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The first byte from {@code from} on that JSON escapes, else the length. */
    private static int special(byte[] bytes, int from) {
        int at = from;
        for (; at <= bytes.length - 8; at += 8) {
            long word = (long) WORDS.get(bytes, at);
            long quotes = word ^ '"' * ONES;
            long slashes = word ^ '\\' * ONES;
            long controls = (word - ' ' * ONES) & ~word;
            long found = (controls | ((quotes - ONES) & ~quotes) | ((slashes - ONES) & ~slashes)) & HIGH;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (at < bytes.length && (bytes[at] < 0 || (bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\'))) {
            at++;
        }
        return at;
    }

    private static void escaped(byte[] bytes, int first, JsonGenerator out) {
        byte[] result = new byte[bytes.length + bytes.length / 16 + 16];
        int length = 0;
        int from = 0;
        for (int at = first; ; at = special(bytes, from)) {
            int room = length + at - from + 6;
            if (room > result.length) {
                result = Arrays.copyOf(result, room + result.length / 2);
            }
            System.arraycopy(bytes, from, result, length, at - from);
            length += at - from;
            if (at == bytes.length) {
                break;
            }
            int one = bytes[at];
            from = at + 1;
            result[length++] = '\\';
            if (SHORT[one] != 0) {
                result[length++] = SHORT[one];
            } else {
                result[length++] = 'u';
                result[length++] = '0';
                result[length++] = '0';
                result[length++] = HEX[one >> 4];
                result[length++] = HEX[one & 15];
            }
        }
        out.writeRawUTF8String(result, 0, length);
    }
}
