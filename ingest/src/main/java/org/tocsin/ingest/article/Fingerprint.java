package org.tocsin.ingest.article;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import org.tocsin.ingest.text.PlainText;

/**
 * What of an article's text counts as change: its words and signs, in Unicode's composed form, with every run of blanks as
 * one. Markup, entities and characters that nobody sees do not count.
 */
public final class Fingerprint {
    private static final int FIELD_BYTES = 6;
    private static final int ID_BYTES = 8;

    private Fingerprint() {}

    /** Fingerprints of the plain texts of title, summary and body, 12 hex digits each and empty for an empty field, joined by full stops. */
    static String of(String title, String summary, String body) {
        MessageDigest digest = sha256();
        return field(digest, title) + '.' + field(digest, summary) + '.' + field(digest, body);
    }

    /** The first 16 hex digits of SHA-256 over the parts. */
    public static String id(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    private static String field(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = ascii(bytes);
        if (length < 0) {
            bytes = words(text).getBytes(StandardCharsets.UTF_8);
            length = bytes.length;
        }
        digest.update(bytes, 0, length);
        return length == 0 ? "" : HexFormat.of().formatHex(digest.digest(), 0, FIELD_BYTES);
    }

    /**
     * Does in place what {@link #words} does, for texts of ASCII alone, which are composed already; without branches, since
     * blanks come when no processor expects them. The new length, negative where the text is another.
     */
    private static int ascii(byte[] text) {
        int length = 0;
        int all = 0;
        int before = 1;
        for (int i = 0; i < text.length; i++) {
            int one = text[i];
            int blank = (one - '!') >>> 31;
            all |= one;
            text[length] = (byte) ((one & ~-blank) | (' ' & -blank));
            length += 1 - (blank & before);
            before = blank;
        }
        return all < 0 ? -1 : length - (length > 0 ? before : 0);
    }

    private static String words(String text) {
        char[] out = new char[text.length()];
        int length = 0;
        boolean blank = false;
        for (int i = 0; i < out.length; i++) {
            char character = text.charAt(i);
            if (PlainText.blank(character)) {
                blank = true;
            } else {
                if (blank && length > 0) {
                    out[length++] = ' ';
                }
                blank = false;
                out[length++] = character;
            }
        }
        return Normalizer.normalize(CharBuffer.wrap(out, 0, length), Normalizer.Form.NFC);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
