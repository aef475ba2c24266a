package org.tocsin.query;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import morfologik.stemming.Dictionary;
import morfologik.stemming.DictionaryLookup;
import morfologik.stemming.WordData;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.tokenattributes.PartOfSpeechAttribute;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Light stems by language: KStem for English, Lucene's light stemmers for German, French, Spanish and Russian, the
 * Morfologik dictionaries for Ukrainian and Polish, Nori for Korean. Not thread-safe: one for each thread.
 */
final class Stemmers {
    private static final Dictionary UKRAINIAN = dictionary("ua/net/nlp/ukrainian.dict");
    private static final Dictionary POLISH = dictionary("morfologik/stemming/polish/polish.dict");
    private static final List<String> UKRAINIAN_ENDINGS = List.of(
            "ського", "ському", "ськими", "ських", "ською", "ська", "ські", "ський", "ого", "ому", "ими", "ами", "ями",
            "ові", "еві", "ів", "їв", "ах", "ях", "ою", "ею", "их", "им", "ий", "ій", "ої", "ом", "ем", "єм", "а", "я",
            "о", "е", "и", "і", "ї", "у", "ю", "ь");

    private static final List<String> POLISH_ENDINGS = List.of(
            "iego", "iemu", "iem", "ego", "emu", "owi", "ami", "ach", "ów", "om", "em", "ie", "ą", "ę", "y", "i", "u",
            "a");

    private static final String PLURAL = "들";

    /** Pronouns, whose inflected forms are names elsewhere (Ким, Kim); they are taken as written. */
    private static final Set<String> PRONOUNS = Set.of("хто", "що", "kto", "co");

    private final Map<Language, OneWord> filters = new EnumMap<>(Language.class);
    private final DictionaryLookup ukrainian = new DictionaryLookup(UKRAINIAN);
    private final DictionaryLookup polish = new DictionaryLookup(POLISH);
    private final KoreanTokenizer korean = new KoreanTokenizer();

    Stemmers() {
        filters.put(Language.EN, new OneWord(KStemFilter::new));
        filters.put(Language.DE, new OneWord(words -> new GermanLightStemFilter(new GermanNormalizationFilter(words))));
        filters.put(Language.FR, new OneWord(FrenchLightStemFilter::new));
        filters.put(Language.ES, new OneWord(SpanishLightStemFilter::new));
        filters.put(Language.RU, new OneWord(RussianLightStemFilter::new));
    }

    /** What {@code written} comes from, folded; more than one where the dictionary is in doubt. */
    List<String> stems(String written, Language language) {
        String lower = written.toLowerCase(Locale.ROOT);
        return switch (language) {
            case EN, DE, FR, ES, RU ->
                List.of(Analysis.fold(Objects.requireNonNull(filters.get(language))
                        .stem(Analysis.withoutApostrophe(lower, language))));
            case UK -> lemmas(lower, ukrainian.lookup(written), ukrainian.lookup(lower), UKRAINIAN_ENDINGS);
            case PL -> lemmas(lower, polish.lookup(written), polish.lookup(lower), POLISH_ENDINGS);
            case KO -> korean(lower);
            case NONE -> List.of(Analysis.fold(lower));
        };
    }

    /** The lemmas of a dictionary, else the word without the first of {@code endings} that it ends in. */
    private static List<String> lemmas(
            String lower, List<WordData> asWritten, List<WordData> inLower, List<String> endings) {
        Set<String> found = new LinkedHashSet<>();
        for (List<WordData> data : List.of(List.copyOf(asWritten), List.copyOf(inLower))) {
            data.forEach(
                    word -> found.add(Analysis.fold(word.getStem().toString().toLowerCase(Locale.ROOT))));
        }
        if (found.removeAll(PRONOUNS)) {
            found.add(Analysis.fold(lower));
        }
        if (found.isEmpty()) {
            for (String ending : endings) {
                if (lower.length() - ending.length() >= 3 && lower.endsWith(ending)) {
                    return List.of(Analysis.fold(lower.substring(0, lower.length() - ending.length())));
                }
            }
            return List.of(Analysis.fold(lower));
        }
        return List.copyOf(found);
    }

    /**
     * The content of a Korean word first, without its particles and endings, then each part of it that can stand by
     * itself: 북한군이 gives 북한군, 북한, 군.
     */
    private List<String> korean(String word) {
        List<String> parts = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        try {
            korean.setReader(new StringReader(word));
            CharTermAttribute term = korean.getAttribute(CharTermAttribute.class);
            PartOfSpeechAttribute speech = korean.getAttribute(PartOfSpeechAttribute.class);
            korean.reset();
            while (korean.incrementToken()) {
                if (content(speech.getLeftPOS())
                        && !(content.length() > 0 && term.toString().equals(PLURAL))) {
                    content.append(term);
                    parts.add(term.toString());
                }
            }
            korean.end();
            korean.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<String> stems = new LinkedHashSet<>();
        stems.add(content.isEmpty() ? word : content.toString());
        parts.stream().filter(part -> part.length() > 1 || parts.size() > 1).forEach(stems::add);
        return List.copyOf(stems);
    }

    private static boolean content(POS.Tag tag) {
        return switch (tag) {
            case NNG, NNP, NNB, NNBC, NP, NR, VV, VA, MM, MAG, XR, XPN, XSN, SL, SH, SN, UNKNOWN, UNA -> true;
            default -> false;
        };
    }

    private static Dictionary dictionary(String resource) {
        URL url = Objects.requireNonNull(Dictionary.class.getClassLoader().getResource(resource), resource);
        try {
            return Dictionary.read(url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A filter of Lucene over one word at a time. */
    private static final class OneWord {
        private final Source source = new Source();
        private final TokenStream filtered;
        private final CharTermAttribute term;

        OneWord(java.util.function.Function<TokenStream, TokenStream> filter) {
            filtered = filter.apply(source);
            term = filtered.getAttribute(CharTermAttribute.class);
        }

        String stem(String word) {
            try {
                source.word = word;
                filtered.reset();
                filtered.incrementToken();
                return term.toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static final class Source extends TokenStream {
            private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
            private String word = "";

            @Override
            public boolean incrementToken() {
                clearAttributes();
                term.setEmpty().append(word);
                return true;
            }
        }
    }
}
