package org.tocsin.enrich.language;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tocsin.model.Article;

/**
 * Tells the language of a text, a headline too, in three steps that each end the search when they are sure: the script;
 * letters and function words; OpenNLP's model of character n-grams, restricted to languages of the same script and
 * weighed with the words that were counted. Looks at the first {@link #MAX_CHARS} UTF-16 units and leaves a text without
 * a language rather than guess. Thread-safe.
 */
public final class LanguageDetector {
    /** What is looked at. */
    static final int MAX_CHARS = 600;

    private static final int SURE_VOTES = 3;
    private static final int SURE_LEAD = 5;

    private LanguageDetector() {}

    /**
     * The language of title, summary and body together; what came with the article where they do not tell. That is a hint
     * and not the truth: feeds call everything English.
     */
    public static String of(Article article) {
        StringBuilder text = new StringBuilder(2 * MAX_CHARS);
        for (String part : List.of(article.title(), article.summary(), article.body())) {
            text.append(part, 0, Math.min(part.length(), Math.max(0, MAX_CHARS - text.length())))
                    .append(' ');
        }
        String hint = code(article.language());
        String found = of(text.toString(), hint);
        return found.isEmpty() ? hint : found;
    }

    /** The ISO 639-1 code, or empty. */
    public static String of(String text) {
        return of(text, "");
    }

    /** The language of {@code en-GB} or {@code EN_us}; empty when it is none. */
    private static String code(String tag) {
        String lower = tag.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < lower.length() && lower.charAt(end) >= 'a' && lower.charAt(end) <= 'z') {
            end++;
        }
        return end == 2 ? lower.substring(0, 2) : "";
    }

    /**
     * The ISO 639-1 code, or empty.
     *
     * @param hint what the feed says, which counts where the text leaves a doubt; empty for none
     */
    public static String of(String text, String hint) {
        String start = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
        Script script = Script.of(start);
        return switch (script) {
            case NONE -> "";
            case HANGUL -> "ko";
            case KANA -> "ja";
            case HAN -> "zh";
            case ARABIC -> start.codePoints().anyMatch(c -> "پچژگ".indexOf(c) >= 0) ? "fa" : "ar";
            case HEBREW -> "he";
            case GREEK -> "el";
            case CYRILLIC, LATIN -> alphabetic(start, script, hint);
        };
    }

    private static String alphabetic(String text, Script script, String hint) {
        Map<String, Double> votes = script == Script.CYRILLIC ? cyrillicLetters(text) : new HashMap<>();
        words(text, votes);
        String best = "";
        double most = 0;
        double second = 0;
        for (Map.Entry<String, Double> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                second = most;
                most = vote.getValue();
                best = vote.getKey();
            } else {
                second = Math.max(second, vote.getValue());
            }
        }
        if (most >= SURE_VOTES && (most >= 2 * second || most - second >= SURE_LEAD)) {
            return best;
        }
        return NgramModel.choose(text, script, votes, hint);
    }

    /** A letter that other languages of the script lack speaks for its language, and against them. */
    private static Map<String, Double> cyrillicLetters(String text) {
        Map<String, Double> votes = new HashMap<>();
        for (int i = 0; i < text.length(); i++) {
            switch (Character.toLowerCase(text.charAt(i))) {
                case 'ї', 'є', 'ґ' -> votes.merge("uk", 2.0, Double::sum);
                case 'і' -> {
                    votes.merge("uk", 1.0, Double::sum);
                    votes.merge("be", 0.4, Double::sum);
                }
                case 'ў' -> votes.merge("be", 3.0, Double::sum);
                case 'ы', 'э', 'ё' -> {
                    votes.merge("ru", 1.0, Double::sum);
                    votes.merge("be", 0.4, Double::sum);
                }
                case 'ђ', 'ћ' -> votes.merge("sr", 3.0, Double::sum);
                case 'ј', 'љ', 'њ', 'џ' -> {
                    votes.merge("sr", 1.0, Double::sum);
                    votes.merge("mk", 1.0, Double::sum);
                }
                case 'ѓ', 'ќ', 'ѕ' -> votes.merge("mk", 3.0, Double::sum);
                case 'ъ' -> votes.merge("bg", 0.6, Double::sum);
                default -> {}
            }
        }
        return votes;
    }

    private static void words(String text, Map<String, Double> votes) {
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean letter = i < text.length() && Character.isLetter(text.charAt(i));
            if (letter && start < 0) {
                start = i;
            } else if (!letter && start >= 0) {
                if (i - start <= 6) {
                    for (String language :
                            FunctionWords.languages(text.substring(start, i).toLowerCase(Locale.ROOT))) {
                        votes.merge(language, 1.0, Double::sum);
                    }
                }
                start = -1;
            }
        }
    }
}
