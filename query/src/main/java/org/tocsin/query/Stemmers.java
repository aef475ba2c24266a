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
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.tokenattributes.PartOfSpeechAttribute;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.jspecify.annotations.Nullable;

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

    /** Endings of names, which keep the -ів and -ów of Київ and Kijów. */
    private static final List<String> UKRAINIAN_NAME_ENDINGS = List.of(
            "ього", "ьому", "ого", "ому", "ими", "ами", "ями", "ові", "еві", "єві", "ах", "ях", "ам", "ям", "ою", "ею",
            "єю", "их", "им", "ий", "ій", "ої", "ом", "ем", "єм", "а", "я", "о", "е", "и", "і", "ї", "у", "ю", "ь",
            "й");

    private static final List<String> POLISH_NAME_ENDINGS = List.of(
            "iego", "iemu", "ego", "emu", "owi", "ami", "ach", "om", "em", "ym", "im", "ie", "ą", "ę", "y", "i", "u",
            "a", "o", "e");

    /** Particles after a Korean word by the sound before them. */
    private static final List<String> AFTER_CONSONANT = List.of("으로", "은", "이", "을", "과");

    private static final List<String> AFTER_VOWEL = List.of("는", "가", "를", "와", "로");
    private static final List<String> AFTER_ALL =
            List.of("에서", "에게", "한테", "부터", "까지", "처럼", "보다", "만", "도", "의", "에", "께");

    /** What is written onto a Korean name and keeps it: army, side, people, descent, product, plural. */
    private static final List<String> AFTER_NAMES = List.of("군", "측", "인", "계", "산", "들");

    private static final char FIRST_SYLLABLE = '가';
    private static final char LAST_SYLLABLE = '힣';
    private static final int CONSONANTS = 28;
    private static final int RIEUL = 8;
    private static final int MOST_PARTICLES = 2;

    /** German names whose s is their own although they would be names without it too. */
    private static final Set<String> OWN_S = Set.of(
            "hamas", "lukas", "jonas", "elias", "andreas", "carlos", "marcos", "santos", "laos", "lagos", "maas");

    private static final String PLURAL = "들";

    /** Pronouns, whose inflected forms are names elsewhere (Ким, Kim); they are taken as written. */
    private static final Set<String> PRONOUNS = Set.of("хто", "що", "kto", "co");

    private final Map<Language, OneWord> filters = new EnumMap<>(Language.class);
    private final DictionaryLookup ukrainian = new DictionaryLookup(UKRAINIAN);
    private final DictionaryLookup polish = new DictionaryLookup(POLISH);
    private @Nullable KoreanTokenizer korean;

    Stemmers() {
        filters.put(Language.EN, new OneWord(EnglishStems::of));
        filters.put(Language.DE, new OneWord(words -> new GermanLightStemFilter(new GermanNormalizationFilter(words))));
        filters.put(Language.FR, new OneWord(FrenchLightStemFilter::new));
        filters.put(Language.ES, new OneWord(SpanishLightStemFilter::new));
        filters.put(Language.RU, new OneWord(RussianLightStemFilter::new));
    }

    /** What {@code written} comes from, folded; more than one where the dictionary is in doubt. */
    List<String> stems(String written, Language language) {
        String lower = written.toLowerCase(Locale.ROOT);
        return switch (language) {
            case EN, FR, ES -> List.of(light(lower, language));
            case DE -> german(written, lower);
            case RU -> russian(written, lower);
            case UK -> lemmas(written, lower, ukrainian, UKRAINIAN_ENDINGS, UKRAINIAN_NAME_ENDINGS);
            case PL -> lemmas(written, lower, polish, POLISH_ENDINGS, POLISH_NAME_ENDINGS);
            case KO -> korean(lower);
            case NONE -> List.of(Analysis.fold(lower));
        };
    }

    private String light(String lower, Language language) {
        return Analysis.fold(Objects.requireNonNull(filters.get(language)).stem(lower));
    }

    private static boolean capital(String written) {
        return Character.isUpperCase(written.codePointAt(0));
    }

    /** With a capital also without the s of a genitive, which the light stemmer cuts after some letters only. */
    private List<String> german(String written, String lower) {
        int end = lower.length() - 1;
        String stem = light(lower, Language.DE);
        if (!capital(written)
                || end < 4
                || lower.charAt(end) != 's'
                || lower.charAt(end - 1) == 's'
                || OWN_S.contains(lower)) {
            return List.of(stem);
        }
        return both(stem, light(lower.substring(0, end), Language.DE));
    }

    /** With a capital also with the -ов of a name (Харьков), which the light stemmer takes for a plural. */
    private List<String> russian(String written, String lower) {
        String stem = light(lower, Language.RU);
        return capital(written) && (lower.endsWith("ов") || lower.endsWith("ев"))
                ? both(stem, Analysis.fold(lower))
                : List.of(stem);
    }

    private static List<String> both(String one, String other) {
        return one.equals(other) ? List.of(one) : List.of(one, other);
    }

    /**
     * The lemmas of a dictionary; for a word that it lacks, and for a name, of which it has not all forms, also the word
     * without its ending.
     */
    private static List<String> lemmas(
            String written, String lower, DictionaryLookup dictionary, List<String> endings, List<String> nameEndings) {
        Set<String> found = new LinkedHashSet<>();
        dictionary.lookup(written).forEach(word -> found.add(lemma(word)));
        boolean common = false;
        for (WordData word : dictionary.lookup(lower)) {
            found.add(lemma(word));
            common |= Character.isLowerCase(word.getStem().charAt(0))
                    && !word.getTag().toString().startsWith("adj");
        }
        if (found.removeAll(PRONOUNS)) {
            found.add(Analysis.fold(lower));
        }
        if (capital(written) && (!common || lower.endsWith("ów") || lower.endsWith("ів") || lower.endsWith("їв"))) {
            found.add(Analysis.fold(name(lower, nameEndings)));
        } else if (found.isEmpty()) {
            found.add(Analysis.fold(without(lower, endings)));
        }
        return List.copyOf(found);
    }

    private static String lemma(WordData word) {
        return Analysis.fold(word.getStem().toString().toLowerCase(Locale.ROOT));
    }

    /** The first of {@code endings} that {@code lower} ends in cut off, where three letters stay. */
    private static String without(String lower, List<String> endings) {
        for (String ending : endings) {
            if (lower.length() - ending.length() >= 3 && lower.endsWith(ending)) {
                return lower.substring(0, lower.length() - ending.length());
            }
        }
        return lower;
    }

    /** What all cases of a name share: its letters without the ending, the last ones as in the nominative. */
    private static String name(String lower, List<String> endings) {
        String stem = without(lower, endings);
        String ending = lower.substring(stem.length());
        Map<String, String> changes = switch (ending) {
            case "ie" -> Map.of("dz", "d", "c", "t");
            case "e" -> Map.of("dz", "g", "rz", "r", "c", "k");
            case "em", "im" -> Map.of("ki", "k", "gi", "g");
            case "і" -> Map.of("ц", "к");
            case "" -> Map.of("ń", "ni", "ів", "ов", "їв", "єв");
            default -> Map.of();
        };
        for (Map.Entry<String, String> change : changes.entrySet()) {
            if (stem.endsWith(change.getKey())) {
                return stem.substring(0, stem.length() - change.getKey().length()) + change.getValue();
            }
        }
        return stem;
    }

    /**
     * The content of a Korean word first, without its particles and endings, then each part of it that can stand by
     * itself: 북한군이 gives 북한군, 북한, 군. Nori cuts some names wrongly when they stand alone. Where the word without
     * its particles is one word of the dictionary it is the only stem (러시아 of 러시아의), else one more (젤렌스키).
     */
    private List<String> korean(String word) {
        List<String> parts = parts(word);
        String content = String.join("", parts);
        Set<String> stems = new LinkedHashSet<>();
        stems.add(content.isEmpty() ? word : content);
        parts.stream().filter(part -> part.length() > 1 || parts.size() > 1).forEach(stems::add);
        String left = parts.equals(List.of(word)) ? word : withoutParticle(word);
        for (int i = 0; i < MOST_PARTICLES && !left.equals(word) && !left.equals(content); i++) {
            if (parts(left).equals(List.of(left))) {
                return List.of(left);
            }
            stems.add(left);
            left = withoutParticle(left);
        }
        String longest = stems.contains(left) ? left : word;
        int end = longest.length() - 1;
        if (parts.size() > 1 && end > 1 && AFTER_NAMES.contains(longest.substring(end))) {
            stems.add(longest.substring(0, end));
        }
        return List.copyOf(stems);
    }

    private static String withoutParticle(String word) {
        for (List<String> particles : List.of(AFTER_ALL, AFTER_CONSONANT, AFTER_VOWEL)) {
            for (String particle : particles) {
                int end = word.length() - particle.length();
                if (end >= 2 && word.endsWith(particle) && follows(particle, word.charAt(end - 1))) {
                    return word.substring(0, end);
                }
            }
        }
        return word;
    }

    /** Whether the particle goes with the sound before it; Latin letters and figures take any. */
    private static boolean follows(String particle, char before) {
        if (before < FIRST_SYLLABLE || before > LAST_SYLLABLE || AFTER_ALL.contains(particle)) {
            return true;
        }
        int last = (before - FIRST_SYLLABLE) % CONSONANTS;
        boolean vowel = last == 0 || (last == RIEUL && particle.equals("로"));
        return vowel == AFTER_VOWEL.contains(particle);
    }

    /** Made for the first Korean word: its dictionary takes most of a second to read, which no other language shall wait for. */
    private KoreanTokenizer nori() {
        KoreanTokenizer made = korean;
        if (made == null) {
            made = new KoreanTokenizer();
            korean = made;
        }
        return made;
    }

    /** The parts of a word that Nori takes for content, without the plural. */
    private List<String> parts(String word) {
        List<String> parts = new ArrayList<>();
        KoreanTokenizer nori = nori();
        try {
            nori.setReader(new StringReader(word));
            CharTermAttribute term = nori.getAttribute(CharTermAttribute.class);
            PartOfSpeechAttribute speech = nori.getAttribute(PartOfSpeechAttribute.class);
            nori.reset();
            while (nori.incrementToken()) {
                if (content(speech.getLeftPOS())
                        && (parts.isEmpty() || !term.toString().equals(PLURAL))) {
                    parts.add(term.toString());
                }
            }
            nori.end();
            nori.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parts;
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
