package org.tocsin.query;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    private static final int MAX_ATTRIBUTES = 20_000;
    private static final ThreadLocal<Analysis> OWN = ThreadLocal.withInitial(Analysis::new);

    /** Accents, points, the Arabic tatweel and joiners. */
    private static final Pattern MARKS = Pattern.compile("[\\p{Mn}\u0640\u200c\u200d]");

    /** What is written without being seen and is no part of a word: marks of direction, soft hyphens, byte order marks. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}&&[\\u00ad-\\uffff]&&[^\\u200c\\u200d]]");

    /** French words that lose their last letter before a vowel. */
    private static final Pattern ELISION =
            Pattern.compile("^(?:[ldjmntsc]|(?:jus|lors|puis|quoi)?qu)'(?=.)", Pattern.CASE_INSENSITIVE);

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

    /** Attributes as they are looked up, by name and value. */
    private final Map<String, Map<String, String>> attributes = new HashMap<>();

    private int texts;

    private Analysis() {}

    /** A number for a text that is about to be split, so that {@link #number} counts its words. */
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
                char[] letters = term.buffer();
                int length = term.length();
                int after = 0;
                while (length > 0 && unseen(letters[length - 1])) {
                    length--;
                    after++;
                }
                int before = 0;
                while (before < length && unseen(letters[before])) {
                    before++;
                }
                if (before > 0) {
                    length -= before;
                    System.arraycopy(letters, before, letters, 0, length);
                }
                if (length > 0) {
                    words.word(letters, length, offset.startOffset() + before, offset.endOffset() - after);
                }
            }
            tokenizer.end();
            tokenizer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The spelling under which an attribute is looked up. */
    String attribute(String name, String value) {
        Map<String, String> known = attributes.computeIfAbsent(name, key -> new HashMap<>());
        String spelling = known.get(value);
        if (spelling == null) {
            if (known.size() >= MAX_ATTRIBUTES) {
                known.clear();
            }
            spelling = name + ":" + fold(value.strip()).toLowerCase(Locale.ROOT);
            known.put(value, spelling);
        }
        return spelling;
    }

    /** The words of {@code text} as written. */
    List<String> split(String text) {
        List<String> found = new ArrayList<>();
        split(text, (letters, length, start, end) -> found.add(new String(letters, 0, length)));
        return found;
    }

    /** The forms of a word of an article in {@code language}; Hangul is Korean in every article. */
    Forms forms(String written, Language language) {
        return forms(word(written.toCharArray(), written.length(), language));
    }

    Forms forms(int word) {
        return remembered.forms(word);
    }

    /** The number of a word in a text, {@code next} when the text has it for the first time. */
    int number(int word, int text, int next) {
        return remembered.number(word, text, next);
    }

    /** Where a word given by its letters stands in what this thread remembers, until the next one is asked for. */
    int word(char[] letters, int length, Language language) {
        int known = remembered.find(letters, length, language);
        return known >= 0
                ? known
                : remembered.add(letters, length, language, make(new String(letters, 0, length), language));
    }

    private Forms make(String given, Language language) {
        String written = straight(given);
        List<Language> possible = Language.inScriptOf(written);
        Language used =
                possible.contains(language) ? language : possible.contains(Language.KO) ? Language.KO : Language.NONE;
        String folded = fold(written);
        String letters = acronym(written);
        if (!letters.isEmpty()) {
            String plain = fold(letters);
            return new Forms(used, List.of(written, letters), List.of(folded, plain), List.of(plain));
        }
        String whole = withoutPossessive(written);
        String own = used == Language.FR ? ELISION.matcher(whole).replaceFirst("") : whole;
        return own.equals(whole)
                ? new Forms(used, List.of(whole), List.of(folded), stemmers.stems(whole, used))
                : new Forms(used, List.of(own, whole), List.of(fold(own), folded), stemmers.stems(own, used));
    }

    /**
     * What a query's word in {@code language} may come from, whether it is written with a capital or not; a Korean one
     * only as a whole.
     */
    Set<String> asked(String written, Language language) {
        List<String> stems = forms(written, language).stems();
        if (language == Language.KO) {
            return new LinkedHashSet<>(List.of(stems.getFirst(), written));
        }
        Set<String> all = new LinkedHashSet<>(stems);
        all.addAll(forms(capitalised(written), language).stems());
        return all;
    }

    /** As written, under which {@code =} looks for a query's word. */
    static String exact(String written) {
        return withoutPossessive(straight(written));
    }

    /** The spellings of a dotted acronym, whatever its case: U.S, u.s and US for U.S; empty for other words. */
    static List<String> spellings(String written) {
        String upper = straight(written).toUpperCase(Locale.ROOT);
        String letters = acronym(upper);
        return letters.isEmpty() ? List.of() : List.of(letters, upper, upper.toLowerCase(Locale.ROOT));
    }

    private static String capitalised(String word) {
        int first = word.offsetByCodePoints(0, 1);
        return word.substring(0, first).toUpperCase(Locale.ROOT) + word.substring(first);
    }

    /** The letters of a dotted acronym in capitals (US for U.S), else empty. */
    private static String acronym(String written) {
        if (written.length() < 3 || written.indexOf('.') != 1) {
            return "";
        }
        for (int i = 0; i < written.length(); i++) {
            if (i % 2 == 1 ? written.charAt(i) != '.' : !Character.isUpperCase(written.charAt(i))) {
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
        return withoutPossessive(lower);
    }

    /** Without an English {@code 's}. */
    private static String withoutPossessive(String word) {
        int end = word.length() - 2;
        return end > 0 && word.charAt(end) == '\'' && (word.charAt(end + 1) | 32) == 's'
                ? word.substring(0, end)
                : word;
    }

    private static boolean unseen(char letter) {
        return letter >= 0xad && Character.getType(letter) == Character.FORMAT && letter != 0x200c && letter != 0x200d;
    }

    private static String withoutMarks(String lower) {
        return switch (Character.UnicodeScript.of(lower.codePointAt(0))) {
            case LATIN, GREEK ->
                MARKS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFD))
                        .replaceAll("")
                        .replace('ς', 'σ');
            case CYRILLIC -> lower.replace('ё', 'е').replaceAll("[\u0300\u0301]", "");
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

    /** Without what is not seen, every apostrophe as the typewriter's, letters and accents composed. */
    private static String straight(String word) {
        return ascii(word)
                ? word
                : Normalizer.normalize(UNSEEN.matcher(word).replaceAll(""), Normalizer.Form.NFC)
                        .replace('\u2019', '\'')
                        .replace('\u02bc', '\'')
                        .replace('\u2018', '\'')
                        .replace('\uff07', '\'');
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
