package org.tocsin.query;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The languages whose words are stemmed; every other one is {@link #NONE}, where words are folded only. */
enum Language {
    EN(0, UnicodeScript.LATIN),
    DE(1, UnicodeScript.LATIN),
    FR(2, UnicodeScript.LATIN),
    ES(3, UnicodeScript.LATIN),
    PL(4, UnicodeScript.LATIN),
    RU(5, UnicodeScript.CYRILLIC),
    UK(6, UnicodeScript.CYRILLIC),
    KO(7, UnicodeScript.HANGUL),
    NONE(8, UnicodeScript.UNKNOWN);

    private static final Map<String, Language> BY_CODE = Stream.of(values())
            .filter(each -> each != NONE)
            .collect(Collectors.toMap(each -> each.name().toLowerCase(Locale.ROOT), each -> each));

    private static final Map<UnicodeScript, List<Language>> BY_SCRIPT =
            Stream.of(values()).filter(each -> each != NONE).collect(Collectors.groupingBy(each -> each.script));

    /** Below 16, so that four bits hold it. */
    final int number;

    private final UnicodeScript script;

    Language(int number, UnicodeScript script) {
        this.number = number;
        this.script = script;
    }

    /** The language of an ISO 639-1 code, with or without a region: {@code en}, {@code en-GB}. */
    static Language of(String code) {
        return BY_CODE.getOrDefault(withoutRegion(code), NONE);
    }

    /** {@code en} for {@code en-GB} and {@code EN_us}. */
    static String withoutRegion(String code) {
        return code.strip().toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    }

    /** The languages that are written in the script of {@code word}. */
    static List<Language> inScriptOf(String word) {
        return BY_SCRIPT.getOrDefault(UnicodeScript.of(word.codePointAt(0)), List.of());
    }
}
