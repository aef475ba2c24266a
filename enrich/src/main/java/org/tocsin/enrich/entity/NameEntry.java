package org.tocsin.enrich.entity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a name is entered among {@link Names}: by its words, by their stems too in languages that inflect, and what it must look like in a text. */
final class NameEntry {
    private static final Set<String> SMALL_LANGUAGES =
            Set.of("uk", "ru", "pl", "cs", "bg", "fr", "es", "it", "pt", "de");

    private NameEntry() {}

    static void enter(
            String name,
            String language,
            int type,
            boolean reserved,
            boolean wide,
            int index,
            Names names,
            Lexicon lexicon,
            long[] words) {
        Tokens tokens = Tokens.of(name);
        int length = words(tokens, words, null);
        if (length == 0 || length > Names.LONGEST) {
            return;
        }
        int flags = languageBit(language) << Names.LANGUAGE_SHIFT;
        boolean single = length == 1;
        if (single && acronym(name)) {
            flags |= Names.ACRONYM;
        }
        if ((type == KnowledgeBase.GROUP && SMALL_LANGUAGES.contains(language))
                || Character.isLowerCase(name.codePointAt(0))) {
            flags |= Names.SMALL;
        }
        if (single && (reserved || weak(words[0], language, lexicon, flags, type, wide))) {
            flags |= Names.WEAK;
        }
        if (!single && tokens.shape(tokens.size() - 1) == Tokens.LOWER) {
            flags |= Names.SMALL_END;
        }
        names.add(words, length, index, flags);
        Stems.Family family = family(language, type == KnowledgeBase.GROUP);
        if (family != null && (flags & Names.ACRONYM) == 0 && !indeclinable(name, language, single)) {
            int stems = words(tokens, words, family, false);
            names.add(words, stems, index, flags | Names.STEM);
            stems = words(tokens, words, family, true);
            names.add(words, stems, index, flags | Names.STEM);
        }
    }

    /** Single-word names of Russian and Ukrainian that end in a vowel that is no case ending. */
    private static boolean indeclinable(String name, String language, boolean single) {
        char last = name.charAt(name.length() - 1);
        if (!single) {
            return false;
        }
        return switch (language) {
            case "ru" -> "иуоеэю".indexOf(last) >= 0 || name.length() < 4;
            case "uk" -> ("уію".indexOf(last) >= 0 && name.length() < 6) || name.length() < 4;
            default -> name.length() < 4;
        };
    }

    static Stems.@Nullable Family family(String language, boolean group) {
        return switch (language) {
            case "uk", "ru", "bg", "be", "sr" -> Stems.Family.CYRILLIC;
            case "pl", "cs", "sk" -> Stems.Family.POLISH;
            case "de" -> group ? Stems.Family.GERMAN_ADJECTIVE : Stems.Family.GERMAN_NAME;
            default -> null;
        };
    }

    static int languageBit(String language) {
        return switch (language) {
            case "en" -> 1;
            case "uk" -> 2;
            case "ru" -> 4;
            case "ko" -> 8;
            case "de" -> 16;
            case "fr" -> 32;
            case "es" -> 64;
            case "pl", "cs", "sk" -> 128;
            case "" -> 0;
            default -> 256;
        };
    }

    private static boolean acronym(String name) {
        int letters = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLowerCase(c) && !(c == 's' && i == name.length() - 1)) {
                return false;
            }
            letters += Character.isUpperCase(c) ? 1 : 0;
        }
        return letters >= 2 && letters <= 6 && name.length() <= 9;
    }

    /**
     * Whether a single word is an everyday word of its language, or a first name where a place is meant: in German, which no
     * model reads, for a place that is known everywhere only one that many people bear.
     */
    private static boolean weak(long word, String language, Lexicon lexicon, int flags, int type, boolean wide) {
        int known = lexicon.get(word);
        boolean everyday = Set.of("en", "uk", "ru").contains(language) && Lexicon.everyday(known);
        boolean firstName = type == KnowledgeBase.PLACE
                && !language.equals("en")
                && (known & Lexicon.FIRST_NAME) != 0
                && !(wide && language.equals("de") && (Cues.of(word) & Cues.GIVEN) == 0);
        return (everyday || firstName) && (flags & Names.ACRONYM) == 0;
    }

    /** The keys of the words of a name, by stems when a family is given; 0 when it is too long or cannot be stemmed. */
    static int words(Tokens tokens, long[] words, Stems.@Nullable Family family) {
        return words(tokens, words, family, false);
    }

    private static int words(Tokens tokens, long[] words, Stems.@Nullable Family family, boolean base) {
        int length = 0;
        for (int i = 0; i < tokens.size(); i++) {
            byte kind = tokens.kind(i);
            if (kind == Tokens.WORD || kind == Tokens.NUMBER) {
                if (length == Names.LONGEST) {
                    return 0;
                }
                long key = tokens.key(i);
                if (family != null && kind == Tokens.WORD) {
                    long stem = Stems.key(tokens.text(), tokens.start(i), tokens.end(i), family, base);
                    key = stem == 0 ? key : stem;
                }
                words[length++] = key;
            }
        }
        return length;
    }
}
