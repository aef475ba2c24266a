package org.tocsin.ingest.feed;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.text.Encoding;

/**
 * The text of a file whose bytes, header and prolog may each say something else about its encoding. Believed in this order:
 * byte order mark, the pattern of the first bytes, the HTTP header, the prolog, UTF-8; and whoever is believed has to be right
 * for every byte. Bytes that are no UTF-8 in a UTF-8 text are windows-1252, which is what they are in practice; a text that
 * says nothing and is no UTF-8 is guessed.
 */
record TextEncoding(String text, String charset, List<String> repairs) {
    private static final int PROLOG = 2048;
    private static final Pattern DECLARED = Pattern.compile("<\\?xml\\b[^>]*?\\bencoding\\s*=\\s*[\"']?([\\w.:-]+)");
    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([\\w.:-]+)");
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

    static TextEncoding decode(byte[] bytes, String contentType) {
        List<String> repairs = new ArrayList<>();
        int mark = markLength(bytes);
        Charset certain = certain(bytes);
        if (certain != null) {
            String text = new String(bytes, mark, bytes.length - mark, certain);
            return new TextEncoding(text, certain.name(), repairs);
        }
        String start = new String(bytes, 0, Math.min(bytes.length, PROLOG), StandardCharsets.ISO_8859_1);
        Matcher header = CHARSET.matcher(contentType);
        Matcher prolog = DECLARED.matcher(start);
        String utf8 = Encoding.utf8(bytes);
        boolean ascii = isAscii(bytes);
        String declared = "";
        for (Matcher where : List.of(header, prolog)) {
            if (!where.find()) {
                continue;
            }
            String label = where.group(1);
            String place = where == header ? "the HTTP header" : "the prolog";
            declared = label;
            Charset charset = Encoding.named(label);
            if (charset == null) {
                repairs.add("the encoding %s, which %s names, is unknown".formatted(label, place));
                continue;
            }
            if (utf8 != null
                    && ascii
                    && !charset.name().startsWith("UTF-16")
                    && !charset.name().startsWith("UTF-32")) {
                return new TextEncoding(
                        charset.equals(StandardCharsets.UTF_8)
                                ? utf8
                                : strict(bytes, charset).orElse(utf8),
                        label.toLowerCase(Locale.ROOT),
                        repairs);
            }
            boolean onlySays = charset.equals(WINDOWS_1252) && utf8 != null;
            Optional<String> read = onlySays
                    ? Optional.empty()
                    : charset.equals(StandardCharsets.UTF_8) ? Optional.ofNullable(utf8) : strict(bytes, charset);
            if (read.isPresent() && !wide(charset)) {
                return new TextEncoding(read.get(), label.toLowerCase(Locale.ROOT), repairs);
            }
            repairs.add("the text is not encoded as %s, which %s names".formatted(label, place));
        }
        if (utf8 != null) {
            return new TextEncoding(utf8, "utf-8", repairs);
        }
        Charset guessed = declared.isEmpty() ? guess(bytes) : null;
        if (guessed != null) {
            repairs.add("no encoding is named; guessed to be " + guessed.name());
            return new TextEncoding(new String(bytes, guessed), guessed.name(), repairs);
        }
        String mixed = mixed(bytes);
        repairs.add("bytes that are no UTF-8 were read as windows-1252");
        return new TextEncoding(mixed, "utf-8", repairs);
    }

    private static boolean wide(Charset charset) {
        return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    private static final int ANY = -1;

    /** Whether the first bytes are {@code octets}, {@link #ANY} standing for one that is not zero. */
    private static boolean starts(byte[] bytes, int... octets) {
        if (bytes.length < octets.length) {
            return false;
        }
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == ANY ? bytes[i] == 0 : (bytes[i] & 0xff) != octets[i]) {
                return false;
            }
        }
        return true;
    }

    private static int markLength(byte[] bytes) {
        if (starts(bytes, 0xef, 0xbb, 0xbf)) {
            return 3;
        }
        if (starts(bytes, 0, 0, 0xfe, 0xff) || starts(bytes, 0xff, 0xfe, 0, 0)) {
            return 4;
        }
        return starts(bytes, 0xfe, 0xff) || starts(bytes, 0xff, 0xfe) ? 2 : 0;
    }

    /** What the first four bytes prove. */
    private static @Nullable Charset certain(byte[] bytes) {
        if (starts(bytes, 0, 0, 0xfe, 0xff) || starts(bytes, 0, 0, 0, ANY)) {
            return UTF_32BE;
        }
        if (starts(bytes, 0xff, 0xfe, 0, 0) || starts(bytes, ANY, 0, 0, 0)) {
            return UTF_32LE;
        }
        if (starts(bytes, 0xfe, 0xff) || starts(bytes, 0, ANY)) {
            return StandardCharsets.UTF_16BE;
        }
        if (starts(bytes, 0xff, 0xfe) || starts(bytes, ANY, 0)) {
            return StandardCharsets.UTF_16LE;
        }
        boolean utf8 = starts(bytes, 0xef, 0xbb, 0xbf) && Encoding.utf8(bytes) != null;
        return utf8 ? StandardCharsets.UTF_8 : null;
    }

    private static Optional<String> strict(byte[] bytes, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder();
        // windows-1252 has five holes, which Latin-1 fills with controls
        decoder.onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(
                        charset.equals(WINDOWS_1252) ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT);
        try {
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Charset guess(byte[] bytes) {
        Charset charset = Encoding.guess(bytes);
        if (charset.equals(StandardCharsets.UTF_8) || charset.equals(WINDOWS_1252)) {
            return null;
        }
        return strict(bytes, charset).isPresent() ? charset : null;
    }

    private static String mixed(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put(new String(new byte[] {in.get()}, WINDOWS_1252));
            }
            decoder.reset();
        }
    }
}
