package org.tocsin.query;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.RussianStemmer;

/** Splits text into words (UAX 29), folds case and accents and stems by language. */
final class Analysis {
    private static final List<String> UKRAINIAN_ENDINGS = List.of(
            "ського", "ському", "ськими", "ських", "ською", "ська", "ські", "ський", "ого", "ому", "ими", "ами", "ями",
            "ові", "еві", "ів", "їв", "ах", "ях", "ою", "ею", "их", "им", "ий", "ій", "ої", "ом", "ем", "єм", "а", "я",
            "о", "е", "и", "і", "ї", "у", "ю", "ь");
    private static final List<String> KOREAN_PARTICLES = List.of(
            "에서는", "에게서", "으로", "에서", "에게", "까지", "부터", "들이", "들을", "들은", "들의", "은", "는", "이", "가", "을", "를", "의", "에",
            "로", "와", "과", "도", "만", "들");

    private Analysis() {}

    /** The words of an article's field; an unknown language is folded only. */
    static List<Word> words(String text, String language) {
        return words(text, language, false);
    }

    /** The words of a query, stemmed for every language of their script. */
    static List<Word> queryWords(String text) {
        return words(text, "", true);
    }

    private static List<Word> words(String text, String language, boolean query) {
        List<Word> words = new ArrayList<>();
        try (StandardTokenizer tokens = new StandardTokenizer()) {
            tokens.setReader(new StringReader(text));
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                String written = term.toString();
                String folded = fold(written);
                Set<String> stems = new HashSet<>();
                stems.add(folded);
                if (query) {
                    languages(folded).forEach(one -> stems.add(stem(folded, one)));
                } else if (!language.isEmpty()) {
                    stems.clear();
                    stems.add(languages(folded).contains(language) ? stem(folded, language) : folded);
                }
                words.add(new Word(offset.startOffset(), offset.endOffset(), written, folded, stems));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    static String fold(String word) {
        String lower = word.toLowerCase(Locale.ROOT).replace('ё', 'е').replace('’', '\'');
        char[] from = lower.toCharArray();
        char[] to = new char[from.length * 4];
        int length = ASCIIFoldingFilter.foldToASCII(from, 0, to, 0, from.length);
        String plain = new String(to, 0, length);
        return plain.endsWith("'s") ? plain.substring(0, plain.length() - 2) : plain;
    }

    private static List<String> languages(String folded) {
        Character.UnicodeScript script = Character.UnicodeScript.of(folded.codePointAt(0));
        return switch (script) {
            case LATIN -> List.of("en", "de");
            case CYRILLIC -> List.of("ru", "uk");
            case HANGUL -> List.of("ko");
            default -> List.of();
        };
    }

    private static String stem(String word, String language) {
        return switch (language) {
            case "en" -> snowball(new EnglishStemmer(), word);
            case "de" -> snowball(new GermanStemmer(), word);
            case "ru" -> snowball(new RussianStemmer(), word);
            case "uk" -> cut(word, UKRAINIAN_ENDINGS, 3);
            case "ko" -> cut(word, KOREAN_PARTICLES, 2);
            default -> word;
        };
    }

    private static String snowball(SnowballStemmer stemmer, String word) {
        stemmer.setCurrent(word);
        stemmer.stem();
        return stemmer.getCurrent();
    }

    private static String cut(String word, List<String> endings, int rest) {
        for (String ending : endings) {
            if (word.length() - ending.length() >= rest && word.endsWith(ending)) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }
}
