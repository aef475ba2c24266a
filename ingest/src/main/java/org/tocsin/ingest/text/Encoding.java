package org.tocsin.ingest.text;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which characters bytes stand for. In order: a byte order mark; UTF-8 where the bytes are well-formed and not all ASCII,
 * since no other text is so by chance; what the transport or the document itself declares, where the bytes allow it; what
 * the frequencies of the bytes say. Names mean what the WHATWG Encoding Standard says they mean: {@code iso-8859-1} is
 * windows-1252, {@code gb2312} is GB18030, {@code euc-kr} is windows-949, {@code shift_jis} is windows-31j.
 */
public final class Encoding {
    /** Bytes in which a declaration is looked for. */
    private static final int PROLOG_BYTES = 4_096;

    /** Bytes that frequencies are taken of. */
    private static final int SAMPLE_BYTES = 16_384;

    private static final char ESCAPE = 0x1B;
    private static final Pattern DECLARED = Pattern.compile(
            "(?i)<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([\\w.:-]+)|<meta[^>]{0,500}?charset\\s*=\\s*[\"']?\\s*([\\w.:-]+)"
                    + "|@charset\\s+[\"']([\\w.:-]+)");
    private static final Pattern PARAMETER = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([\\w.:-]+)");
    private static final Map<String, String> SUPERSETS = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("iso8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("latin-1", "windows-1252"),
            Map.entry("cp1252", "windows-1252"),
            Map.entry("us-ascii", "windows-1252"),
            Map.entry("ascii", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("iso-8859-11", "x-windows-874"),
            Map.entry("tis-620", "x-windows-874"),
            Map.entry("windows-874", "x-windows-874"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gb_2312-80", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("x-gbk", "GB18030"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("ksc5601", "x-windows-949"),
            Map.entry("korean", "x-windows-949"),
            Map.entry("cp949", "x-windows-949"),
            Map.entry("windows-949", "x-windows-949"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("shift-jis", "windows-31j"),
            Map.entry("sjis", "windows-31j"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("big5", "Big5-HKSCS"),
            Map.entry("x-cp1251", "windows-1251"),
            Map.entry("win-1251", "windows-1251"),
            Map.entry("koi8", "koi8-r"),
            Map.entry("utf_8", "utf-8"),
            Map.entry("unicode-1-1-utf-8", "utf-8"),
            Map.entry("iso-8859-8-i", "iso-8859-8"));

    private Encoding() {}

    /** Characters and the name of the encoding that gave them. */
    public record Decoded(String text, Charset charset) {}

    /**
     * Decodes all of {@code bytes}; what no encoding allows becomes U+FFFD.
     *
     * @param contentType the {@code Content-Type} header or an encoding's name, empty when there is none
     */
    public static Decoded decode(byte[] bytes, String contentType) {
        Decoded marked = marked(bytes);
        if (marked != null) {
            return marked;
        }
        String utf8 = utf8(bytes);
        if (utf8 != null && !(utf8.indexOf(ESCAPE) >= 0 && shifted(bytes))) {
            return new Decoded(utf8, StandardCharsets.UTF_8);
        }
        for (String name : declared(bytes, contentType)) {
            Charset charset = named(name);
            String text = charset == null || charset.equals(StandardCharsets.UTF_8) ? null : strict(bytes, charset);
            if (charset != null && text != null) {
                return new Decoded(text, charset);
            }
        }
        if (mostlyUtf8(bytes)) {
            return new Decoded(new String(bytes, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }
        Charset likely = guess(bytes);
        return new Decoded(new String(bytes, likely), likely);
    }

    private static @Nullable Decoded marked(byte[] bytes) {
        if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
            return after(bytes, 3, StandardCharsets.UTF_8);
        }
        if (starts(bytes, 0xFF, 0xFE)) {
            return after(bytes, 2, StandardCharsets.UTF_16LE);
        }
        if (starts(bytes, 0xFE, 0xFF)) {
            return after(bytes, 2, StandardCharsets.UTF_16BE);
        }
        if (starts(bytes, '<', 0, '!', 0) || starts(bytes, '<', 0, 'h', 0) || starts(bytes, '<', 0, '?', 0)) {
            return after(bytes, 0, StandardCharsets.UTF_16LE);
        }
        if (starts(bytes, 0, '<', 0)) {
            return after(bytes, 0, StandardCharsets.UTF_16BE);
        }
        return null;
    }

    private static boolean starts(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static Decoded after(byte[] bytes, int mark, Charset charset) {
        return new Decoded(new String(bytes, mark, bytes.length - mark, charset), charset);
    }

    /** Whether ASCII bytes hold the escapes of ISO-2022. */
    private static boolean shifted(byte[] bytes) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == ESCAPE && (bytes[i + 1] == '$' || bytes[i + 1] == '(')) {
                return true;
            }
        }
        return false;
    }

    private static List<String> declared(byte[] bytes, String contentType) {
        List<String> names = new java.util.ArrayList<>();
        Matcher header = PARAMETER.matcher(contentType);
        if (header.find()) {
            names.add(header.group(1));
        } else if (!contentType.isEmpty() && !contentType.contains("/")) {
            names.add(contentType.strip());
        }
        String prolog = new String(bytes, 0, Math.min(bytes.length, PROLOG_BYTES), StandardCharsets.ISO_8859_1);
        Matcher matcher = DECLARED.matcher(prolog);
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    names.add(matcher.group(group));
                }
            }
        }
        return names;
    }

    /** The encoding that {@code name} means to a browser, null when it is unknown. */
    public static @Nullable Charset named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String spelt = lower.replace("cp-", "cp").replace("_", "-").replaceFirst("^win-", "windows-");
        try {
            return Charset.forName(SUPERSETS.getOrDefault(lower, SUPERSETS.getOrDefault(spelt, spelt)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    /** The text of well-formed UTF-8, else null; without the slower strict decoder where nothing was replaced. */
    public static @Nullable String utf8(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : strict(bytes, StandardCharsets.UTF_8);
    }

    private static @Nullable String strict(byte[] bytes, Charset charset) {
        try {
            CharBuffer text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            return charset.equals(StandardCharsets.UTF_8) ? null : lenient(bytes, charset);
        }
    }

    /** The text where at most one character in a hundred is damaged, else null. */
    private static @Nullable String lenient(byte[] bytes, Charset charset) {
        String text = new String(bytes, charset);
        long damaged = text.chars().filter(character -> character == 0xFFFD).count();
        return damaged * 100 <= text.length() ? text : null;
    }

    /** Whether bytes are UTF-8 with a few damaged places, as cut or patched pages are. */
    private static boolean mostlyUtf8(byte[] bytes) {
        int whole = 0;
        int damaged = 0;
        for (int i = 0; i < bytes.length; i++) {
            int lead = bytes[i] & 0xFF;
            int more = lead < 0x80 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : -1;
            if (more == 0) {
                continue;
            }
            int end = i + more;
            boolean good = more > 0 && end < bytes.length;
            for (int j = i + 1; good && j <= end; j++) {
                good = (bytes[j] & 0xC0) == 0x80;
            }
            if (good) {
                whole++;
                i = end;
            } else {
                damaged++;
            }
        }
        return whole > 10L * damaged;
    }

    /** What the frequencies of the bytes say; windows-1252 where they say nothing. */
    public static Charset guess(byte[] bytes) {
        byte[] sample = sample(bytes);
        CharsetDetector detector = new CharsetDetector();
        detector.enableInputFilter(true);
        detector.setText(sample);
        CharsetMatch match = detector.detect();
        Charset charset = match == null ? null : named(match.getName());
        return charset == null ? Charset.forName("windows-1252") : charset;
    }

    /** The stretch of the bytes that begins a little before the first one outside ASCII. */
    private static byte[] sample(byte[] bytes) {
        int first = 0;
        while (first < bytes.length && bytes[first] >= 0) {
            first++;
        }
        int start = Math.max(0, Math.min(first, bytes.length) - 200);
        return Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + SAMPLE_BYTES));
    }
}
