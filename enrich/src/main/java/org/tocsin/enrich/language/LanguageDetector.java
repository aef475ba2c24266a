package org.tocsin.enrich.language;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells English, German, Russian, Ukrainian and Korean apart by script, letters that only one of them has and the
 * commonest function words; empty when nothing speaks for any of them.
 */
public final class LanguageDetector {
    private static final Map<String, Set<String>> WORDS = Map.of(
            "en",
                    Set.of(
                            "the", "of", "and", "to", "in", "for", "with", "on", "after", "says", "is", "at", "by",
                            "from", "as", "a", "has", "two", "new", "his", "her", "their", "are", "were", "been",
                            "this", "that", "it", "she", "an", "be", "out", "up", "over", "into", "will", "not",
                            "first", "who", "more", "than", "amid", "against", "was"),
            "de",
                    Set.of(
                            "der", "die", "das", "und", "in", "von", "mit", "den", "im", "für", "nach", "ein", "eine",
                            "ist", "auf", "dem", "zu", "des", "sich", "nicht"),
            "ru",
                    Set.of(
                            "и", "в", "на", "с", "по", "что", "из", "для", "не", "от", "как", "за", "о", "его", "это",
                            "после", "были", "был"),
            "uk",
                    Set.of(
                            "і", "й", "у", "в", "на", "з", "що", "та", "до", "для", "не", "від", "як", "за", "про",
                            "його", "це", "після", "були", "був"));

    private static final Pattern NOT_A_LETTER = Pattern.compile("[^\\p{L}']+");

    private LanguageDetector() {}

    public static String of(String text) {
        int hangul = 0;
        int cyrillic = 0;
        int latin = 0;
        int ukrainian = 0;
        int russian = 0;
        for (int i = 0; i < Math.min(text.length(), 4_000); i++) {
            char c = text.charAt(i);
            Character.UnicodeScript script = Character.UnicodeScript.of(c);
            if (script == Character.UnicodeScript.HANGUL) {
                hangul++;
            } else if (script == Character.UnicodeScript.CYRILLIC) {
                cyrillic++;
                ukrainian += "іїєґІЇЄҐ".indexOf(c) >= 0 ? 1 : 0;
                russian += "ыэъёЫЭЪЁ".indexOf(c) >= 0 ? 1 : 0;
            } else if (Character.isLetter(c) && c < 0x250) {
                latin++;
            }
        }
        if (hangul * 2 > cyrillic + latin) {
            return hangul > 0 ? "ko" : "";
        }
        Map<String, Integer> votes = new HashMap<>();
        for (String word : NOT_A_LETTER.split(text.toLowerCase(Locale.ROOT), -1)) {
            WORDS.forEach((language, words) -> {
                if (words.contains(word)) {
                    votes.merge(language, 1, Integer::sum);
                }
            });
        }
        if (cyrillic > latin) {
            int uk = votes.getOrDefault("uk", 0) + 2 * ukrainian;
            int ru = votes.getOrDefault("ru", 0) + 2 * russian;
            return uk == ru ? "" : uk > ru ? "uk" : "ru";
        }
        int de = votes.getOrDefault("de", 0);
        int en = votes.getOrDefault("en", 0);
        return de == en ? "" : de > en ? "de" : "en";
    }
}
