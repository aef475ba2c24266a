package org.tocsin.query;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * Splits text into words (UAX 29) and gives each its forms. One for each thread, see {@link #get}; remembers the forms
 * of {@link #MAX_REMEMBERED} words.
 */
final class Analysis {
    private static final int MAX_REMEMBERED = 100_000;
    private static final ThreadLocal<Analysis> OWN = ThreadLocal.withInitial(Analysis::new);

    /** Accents, points, the Arabic tatweel and what is written without being seen. */
    private static final Pattern MARKS = Pattern.compile("[\\p{Mn}\u0640\u00ad\u200c\u200d]");

    private static final Pattern THOUSANDS = Pattern.compile("\\d{1,3}(,\\d{3})+(\\.\\d+)?");

    /** Receives the words of a text in order; the letters are valid during the call. */
    interface Words {
        void word(char[] letters, int length, int start, int end);
    }

    private final Stemmers stemmers = new Stemmers();
    private final Remembered remembered = new Remembered(MAX_REMEMBERED);
    private final StandardTokenizer tokenizer = new StandardTokenizer();
    private final CharTermAttribute term = tokenizer.addAttribute(CharTermAttribute.class);
    private final OffsetAttribute offset = tokenizer.addAttribute(OffsetAttribute.class);

    private int texts;

    private Analysis() {}

    /** A number for a text that is about to be split, so that {@link Remembered.Word#number} counts its words. */
    int nextText() {
        return ++texts;
    }

    /** The calling thread's own. */
    static Analysis get() {
        return OWN.get();
    }

    /** Hands every word of {@code text} to {@code words}; offsets are UTF-16, end exclusive. */
    void split(String text, Words words) {
        try {
            tokenizer.setReader(new StringReader(text));
            tokenizer.reset();
            while (tokenizer.incrementToken()) {
                words.word(term.buffer(), term.length(), offset.startOffset(), offset.endOffset());
            }
            tokenizer.end();
            tokenizer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words of {@code text} as written. */
    List<String> split(String text) {
        List<String> found = new ArrayList<>();
        split(text, (letters, length, start, end) -> found.add(new String(letters, 0, length)));
        return found;
    }

    /** The forms of a word of an article in {@code language}; Hangul is Korean in every article. */
    Forms forms(String written, Language language) {
        return word(written.toCharArray(), written.length(), language).forms;
    }

    /** The same for a word given by its letters, with what this thread remembers of it. */
    Remembered.Word word(char[] letters, int length, Language language) {
        int hash = Remembered.hash(letters, length);
        Remembered.Word known = remembered.find(letters, length, language, hash);
        if (known != null) {
            return known;
        }
        String written = new String(letters, 0, length);
        return remembered.add(written, hash, language, make(written, language));
    }

    private Forms make(String written, Language language) {
        List<Language> possible = Language.inScriptOf(written);
        Language used =
                possible.contains(language) ? language : possible.contains(Language.KO) ? Language.KO : Language.NONE;
        String folded = fold(written);
        String letters = acronym(written);
        if (!letters.isEmpty()) {
            return new Forms(used, List.of(written, letters), folded, List.of(folded));
        }
        return new Forms(used, List.of(straight(written)), folded, stemmers.stems(straight(written), used));
    }

    /** The letters of a dotted acronym (US for U.S), else empty. */
    static String acronym(String written) {
        if (written.length() < 3 || written.indexOf('.') != 1) {
            return "";
        }
        for (int i = 0; i < written.length(); i++) {
            if (i % 2 == 1 ? written.charAt(i) != '.' : !Character.isLetter(written.charAt(i))) {
                return "";
            }
        }
        return written.replace(".", "");
    }

    /**
     * Lower case, compatibility forms and accents folded, the English possessive cut, no commas between thousands. Marks
     * that make another letter stay: й and ї, the vowels of Indic scripts.
     */
    static String fold(String word) {
        String plain = ascii(word) ? word : Normalizer.normalize(straight(word), Normalizer.Form.NFKC);
        String lower = plain.toLowerCase(Locale.ROOT);
        if (!ascii(lower)) {
            lower = withoutMarks(lower);
            char[] from = lower.toCharArray();
            char[] to = new char[from.length * 4];
            int length = ASCIIFoldingFilter.foldToASCII(from, 0, to, 0, from.length);
            lower = new String(to, 0, length);
        }
        if (lower.length() > 4
                && Character.isDigit(lower.charAt(0))
                && THOUSANDS.matcher(lower).matches()) {
            return lower.replace(",", "");
        }
        return lower.length() > 2 && lower.endsWith("'s") ? lower.substring(0, lower.length() - 2) : lower;
    }

    private static String withoutMarks(String lower) {
        return switch (Character.UnicodeScript.of(lower.codePointAt(0))) {
            case LATIN, GREEK ->
                MARKS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFD))
                        .replaceAll("")
                        .replace('ς', 'σ');
            case CYRILLIC -> lower.replace('ё', 'е').replaceAll("[\u0300\u0301\u00ad]", "");
            case ARABIC ->
                MARKS.matcher(lower)
                        .replaceAll("")
                        .replaceAll("[أإآٱ]", "ا")
                        .replace('ى', 'ي')
                        .replace('ة', 'ه');
            case HEBREW -> MARKS.matcher(lower).replaceAll("");
            default -> lower;
        };
    }

    /** Every apostrophe as the typewriter's, letters and accents composed. */
    private static String straight(String word) {
        return ascii(word)
                ? word
                : Normalizer.normalize(word, Normalizer.Form.NFC)
                        .replace('\u2019', '\'')
                        .replace('\u02bc', '\'')
                        .replace('\u2018', '\'')
                        .replace('\uff07', '\'');
    }

    /** Without an English possessive, or a French article before an apostrophe. */
    static String withoutApostrophe(String lower, Language language) {
        int at = lower.indexOf('\'');
        if (at < 0) {
            return lower;
        }
        if (language == Language.FR && at <= 2 && at + 1 < lower.length()) {
            return lower.substring(at + 1);
        }
        return lower.endsWith("'s") ? lower.substring(0, at) : lower;
    }

    private static boolean ascii(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }
}
