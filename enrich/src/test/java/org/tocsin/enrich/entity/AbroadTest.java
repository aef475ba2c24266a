package org.tocsin.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Mention;

/** Names in languages that the model was not trained for: found by rules, or left alone. */
final class AbroadTest {
    private static List<Mention> tag(String language, String text) {
        return EntityTagger.shipped().tag(EntityTaggerTest.article(language, "", text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    de | Außenministerin Anna Zellweger reiste ab. Am Abend traf Zellweger ihre Kollegen.   | Anna Zellweger | person | 1
                    de | Außenministerin Anna Zellweger reiste ab. Am Abend traf Zellweger ihre Kollegen.   | Zellweger      | person | 1
                    de | Der Vorstandsvorsitzende Karl Auental kündigte den Umbau an.                      | Karl Auental   | person | 1
                    de | Trainer Kevin Bellingham lobte die Mannschaft.                                      | Kevin Bellingham | person | 1
                    uk | Оксана Дорошкевич розповіла про полон. За словами Дорошкевич, було холодно.        | Дорошкевич     | person | 1
                    ru | Семён Ладынин вернулся домой. Вчера с Ладыниным говорили врачи.                    | Ладыниным      | person | 1
                    pl | Stowarzyszenie Dom Otwarty pomaga rodzinom.                                        | Stowarzyszenie Dom Otwarty | organization | 1
                    es | La directora de la Fundación Puentes Abiertos habló ayer.                          | Fundación Puentes Abiertos | organization | 1
                    es | La Asociación de Vecinos del Norte lo pidió.                                       | Asociación de Vecinos del Norte | organization | 1
                    fr | Le directeur de la Fondation Ponts Ouverts a parlé.                                | Fondation Ponts Ouverts | organization | 1
                    de | Im Kursker Gebiet wurde gekämpft.                                                  | Kursker Gebiet | place | 1
                    uk | Про це йдеться в наказі Кім Чен Ина.                                               | Кім Чен Ина    | person | 1
                    ko | 인도 정부는 파키스탄과 대화했다.                                                               | 인도             | place  | 1
                    """)
    void finds(String language, String text, String surface, String type, int times) {
        assertThat(tag(language, text))
                .filteredOn(mention -> mention.surface().equals(surface))
                .hasSize(times)
                .allMatch(mention -> mention.type().equals(type));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ru | Белый снег лежит на улицах.                  | Белый
                    de | Im Hof spielten Kinder.                      | Hof
                    de | Das Derby endete ohne Tore.                  | Derby
                    de | Ein Gentest zeigte, dass die DNA passt.      | DNA
                    ko | 주말에 북한산을 찾은 등산객이 늘었다.                     | 북한
                    ko | 차량이 인도로 돌진했다.                             | 인도
                    ru | Орёл кружил над полем и сел на дерево.       | Орёл
                    """)
    void leavesAlone(String language, String text, String surface) {
        assertThat(tag(language, text))
                .filteredOn(mention -> mention.entity() != null)
                .noneMatch(mention -> mention.surface().equals(surface));
    }
}
