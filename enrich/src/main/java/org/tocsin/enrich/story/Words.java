package org.tocsin.enrich.story;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Splits text into words and gives each a key that its inflected forms mostly share: plural and participle endings are
 * cut in English, what follows the sixth letter in every other language of Latin or Cyrillic script, what follows the
 * second syllable in Hangul. Crude, but a wrong key costs a story one word, not its place in a query.
 */
final class Words {
    private static final Set<String> COMMON =
            Set.copyOf(List.of(("a an the of and to in for with on after says say said is at by from"
                            + " as has have had his her their are were been this that it its he she they we you be out up over into"
                            + " will not who more than amid against was what when how why which could would should may might can new"
                            + " first one two about before during while under between again just now but or if no so all us do does"
                            + " did your our my me him them there here where still also off down get gets got set sets make makes"
                            + " made take takes back year years day days week month time today update updates report reports"
                            + " reported news video watch via per vs live"
                            + " der die das und in von mit den im für nach ein eine einer einen ist auf dem zu des sich nicht bei"
                            + " aus an am wie als auch es er sie wird werden sind hat haben um zum zur vor über gegen dass"
                            + " и в на с по что из для не от как за о его это к у же при об до а но все так был были была было"
                            + " і й з що та від про це під він вона вони який яка які або бо ще після"
                            + " w z na do że się nie jest po od za o i przez jak dla są ma który")
                    .split(" ")));

    /** Receives the words of a text in order. */
    interface Sink {
        /** False ends the text. */
        boolean word(String lower);
    }

    private Words() {}

    /** Hands every run of letters and digits, in lower case, to {@code sink}; a mark within a number stays in it. */
    static void split(String text, Sink sink) {
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && inside(text, i, start);
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                if (!sink.word(text.substring(start, i).toLowerCase(Locale.ROOT))) {
                    return;
                }
                start = -1;
            }
        }
    }

    private static boolean inside(String text, int i, int start) {
        char c = text.charAt(i);
        if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
            return true;
        }
        return (c == '.' || c == ',')
                && start >= 0
                && Character.isDigit(text.charAt(i - 1))
                && i + 1 < text.length()
                && Character.isDigit(text.charAt(i + 1));
    }

    /** Whether a word says nothing of an event. */
    static boolean common(String lower) {
        return lower.length() == 1 ? lower.charAt(0) < 0x1100 : COMMON.contains(lower);
    }

    static boolean number(String lower) {
        return Character.isDigit(lower.charAt(0));
    }

    /** Years stand in reports of everything. */
    static boolean year(String number) {
        return number.length() == 4 && (number.startsWith("19") || number.startsWith("20"));
    }

    static String stem(String lower) {
        char first = lower.charAt(0);
        if (first >= 0xAC00 && first <= 0xD7A3) {
            return lower.substring(0, Math.min(2, lower.length()));
        }
        if (first < 0x80) {
            return english(lower);
        }
        return lower.substring(0, Math.min(6, lower.length()));
    }

    private static String english(String lower) {
        String word = lower;
        if (word.length() <= 3) {
            return word;
        }
        if (word.endsWith("ies")) {
            word = word.substring(0, word.length() - 3) + "y";
        } else if (word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us")) {
            word = word.substring(0, word.length() - 1);
        }
        if (word.length() > 5 && word.endsWith("ing")) {
            word = word.substring(0, word.length() - 3);
        } else if (word.length() > 4 && word.endsWith("ed")) {
            word = word.substring(0, word.length() - 2);
        }
        return word.length() > 4 && word.endsWith("e") ? word.substring(0, word.length() - 1) : word;
    }
}
