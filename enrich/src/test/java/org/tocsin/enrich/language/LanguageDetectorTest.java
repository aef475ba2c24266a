package org.tocsin.enrich.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LanguageDetectorTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | Captured soldiers shown
            en | Ukraine captures two North Korean soldiers in Kursk region
            en | Parliament approves budget
            de | Ukraine meldet Gefangennahme zweier nordkoreanischer Soldaten
            de | Häftlinge hatten einen Flügel besetzt
            de | Schüler bauen Wetterstation
            uk | ЗСУ взяли в полон двох північнокорейських солдатів на Курщині
            uk | Марафон зібрав тисячі учасників
            ru | Украинские войска перешли границу Курской области
            ru | В парке высадили липы
            ko | 우크라이나군, 쿠르스크에서 북한군 2명 생포
            pl | Ukraińcy schwytali dwóch żołnierzy z Korei Północnej
            fr | Deux soldats nord-coréens faits prisonniers dans la région de Koursk
            es | Ucrania captura a dos soldados norcoreanos en la región de Kursk
            ja | クルスク州で北朝鮮兵2人を捕虜に
            zh | 乌克兰俘虏两名朝鲜士兵
            """)
    void tellsTheLanguageOfHeadlines(String language, String headline) {
        assertThat(LanguageDetector.of(headline)).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource({"''", "'   '", "'2024-10-18 12:30'", "'🚀🚀🚀'", "'\uD83D'", "'ab'", "'\u200F\u200E'"})
    void leavesTextWithoutLettersUnknown(String text) {
        assertThat(LanguageDetector.of(text)).isEmpty();
    }

    @Test
    void trustsTheTextMoreThanTheFeed() {
        assertThat(LanguageDetector.of("Die Truppen rücken in der Region weiter vor und die Kämpfe dauern an", "en"))
                .isEqualTo("de");
    }

    @Test
    void looksAtTheBeginningOfALongText() {
        assertThat(LanguageDetector.of("The army says that it has taken the town. ".repeat(250_000)))
                .isEqualTo("en");
    }
}
