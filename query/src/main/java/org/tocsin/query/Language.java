package org.tocsin.query;

import java.util.List;
import java.util.Locale;

/** The languages whose words are stemmed; every other one is {@link #NONE}, where words are folded only. */
enum Language {
    EN(0),
    DE(1),
    FR(2),
    ES(3),
    PL(4),
    RU(5),
    UK(6),
    KO(7),
    NONE(8);

    /** Below 16, so that four bits hold it. */
    final int number;

    Language(int number) {
        this.number = number;
    }

    private static final List<Language> LATIN = List.of(EN, DE, FR, ES, PL);
    private static final List<Language> CYRILLIC = List.of(RU, UK);
    private static final List<Language> HANGUL = List.of(KO);

    /** The language of an ISO 639-1 code, with or without a region: {@code en}, {@code en-GB}. */
    static Language of(String code) {
        return switch (withoutRegion(code)) {
            case "en" -> EN;
            case "de" -> DE;
            case "fr" -> FR;
            case "es" -> ES;
            case "pl" -> PL;
            case "ru" -> RU;
            case "uk" -> UK;
            case "ko" -> KO;
            default -> NONE;
        };
    }

    /** {@code en} for {@code en-GB} and {@code EN_us}. */
    static String withoutRegion(String code) {
        return code.strip().toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    }

    /** The languages that are written in the script of {@code word}. */
    static List<Language> inScriptOf(String word) {
        return switch (Character.UnicodeScript.of(word.codePointAt(0))) {
            case LATIN -> LATIN;
            case CYRILLIC -> CYRILLIC;
            case HANGUL -> HANGUL;
            default -> List.of();
        };
    }
}
