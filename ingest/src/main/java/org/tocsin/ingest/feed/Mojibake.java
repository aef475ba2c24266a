package org.tocsin.ingest.feed;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text that was UTF-8, was taken for Latin-1 or windows-1252, and was encoded once more. */
final class Mojibake {
    /** The first and second byte of UTF-8 sequences, as those encodings show them. */
    private static final Pattern SIGN = Pattern.compile("[\\u00c2-\\u00f4][\\u0080-\\u00bf\\u20ac\\u201a-\\u2022\\u2026"
            + "\\u2030\\u2039\\u203a\\u2013\\u2014\\u2018-\\u201d\\u2122\\u02c6\\u02dc\\u0152\\u0153\\u0160\\u0161\\u0178"
            + "\\u017d\\u017e\\u0192]");

    private static final char FIRST_LEAD = '\u00c2';
    private static final char LAST_LEAD = '\u00f4';

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private Mojibake() {}

    /** The text as it was meant; unchanged unless every character above ASCII proves to be such a byte. */
    static String mend(String text) {
        int lead = 0;
        while (lead < text.length() && (text.charAt(lead) < FIRST_LEAD || text.charAt(lead) > LAST_LEAD)) {
            lead++;
        }
        if (lead == text.length() || !SIGN.matcher(text).find(lead)) {
            return text;
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= 0xff) {
                bytes.put((byte) c);
            } else {
                byte[] one = String.valueOf(c).getBytes(WINDOWS_1252);
                if (one.length != 1 || one[0] == '?') {
                    return text;
                }
                bytes.put(one[0]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }
}
