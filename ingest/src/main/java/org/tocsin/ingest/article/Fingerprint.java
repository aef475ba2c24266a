package org.tocsin.ingest.article;

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

    /** Fingerprints of title, summary and body, 12 hex digits each and empty for an empty field, joined by full stops. */
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
        String words = words(PlainText.of(text));
        return words.isEmpty()
                ? ""
                : HexFormat.of().formatHex(digest.digest(words.getBytes(StandardCharsets.UTF_8)), 0, FIELD_BYTES);
    }

    private static String words(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (PlainText.blank(character)) {
                blank = true;
            } else {
                if (blank && !out.isEmpty()) {
                    out.append(' ');
                }
                blank = false;
                out.append(character);
            }
        }
        return Normalizer.isNormalized(out, Normalizer.Form.NFC)
                ? out.toString()
                : Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
