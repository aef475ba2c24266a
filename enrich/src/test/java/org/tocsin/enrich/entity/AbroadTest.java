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
                    ko | 지난해 캘리포니아 주에서 산불이 났다.                              | 캘리포니아 주       | place  | 1
                    ko | 지난해 캘리포니아주에서 산불이 났다.                               | 캘리포니아주        | place  | 1
                    de | Aus Polen kamen am Montag die ersten Busse.                                        | Polen          | place  | 1
                    ko | 인도 정부는 파키스탄과 대화했다.                                                               | 인도             | place  | 1
                    """)
    void finds(String language, String text, String surface, String type, int times) {
        assertThat(tag(language, text))
                .filteredOn(mention -> mention.surface().equals(surface))
                .hasSize(times)
                .allMatch(mention -> mention.type().equals(type));
    }

    /** Regions and other cities are called the same in some languages. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Q64                 | Berlin      | in Berlin      | à Berlin      | en Berlín      | Берлін        | Берлин
                    Q649                | Moscow      | in Moskau      | à Moscou      | en Moscú       | Москва        | Москва
                    tocsin:geo-2886242  | Cologne     | in Köln        | à Cologne     | en Colonia     | Кельн         | Кёльн
                    tocsin:geo-2510911  | Seville     | in Sevilla     | à Séville     | en Sevilla     | Севілья       | Севилья
                    tocsin:geo-3169070  | Rome        | in Rom         | à Rome        | en Roma        | Рим           | Рим
                    tocsin:geo-170654   | Damascus    | in Damaskus    | à Damas       | en Damasco     | Дамаск        | Дамаск
                    tocsin:geo-499099   | Samara      | in Samara      | à Samara      | en Samara      | Самара        | Самара
                    tocsin:geo-2643123  | Manchester  | in Manchester  | à Manchester  | en Mánchester  | Манчестер     | Манчестер
                    tocsin:geo-5506956  | Las Vegas   | in Las Vegas   | à Las Vegas   | en Las Vegas   | Лас-Вегас     | Лас-Вегас
                    tocsin:geo-3451190  | Rio de Janeiro | in Rio de Janeiro | à Rio de Janeiro | en Río de Janeiro | Ріо-де-Жанейро | Рио-де-Жанейро
                    tocsin:geo-108410   | Riyadh      | in Riad        | à Riyad       | en Riad        | Ер-Ріяд       | Эр-Рияд
                    """)
    void aCityHasOneIdInEveryLanguage(String id, String en, String de, String fr, String es, String uk, String ru) {
        assertThat(ids("en", "The guests met in " + en + " on Monday.")).containsExactly(id);
        assertThat(ids("de", "Am Montag trafen sich die Gäste " + de + ", hieß es."))
                .containsExactly(id);
        assertThat(ids("fr", "Ils se sont vus lundi " + fr + ".")).containsExactly(id);
        assertThat(ids("es", "Se vieron el lunes " + es + ".")).containsExactly(id);
        assertThat(ids("uk", "У понеділок %s чекає на гостей.".formatted(uk))).containsExactly(id);
        assertThat(ids("ru", "В понедельник %s ждёт гостей.".formatted(ru))).containsExactly(id);
    }

    private static List<String> ids(String language, String text) {
        return tag(language, text).stream().map(Mention::entity).distinct().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    pl | Rada Ministrów przyjęła we wtorek ustawę.    | Rada
                    ru | Белый снег лежит на улицах.                  | Белый
                    de | Im Hof spielten Kinder.                      | Hof
                    de | Das Derby endete ohne Tore.                  | Derby
                    de | Ein Gentest zeigte, dass die DNA passt.      | DNA
                    de | Auch am Montag blieb es ruhig.               | Auch
                    de | Vor dem Tor wartete ein Mann.                | Tor
                    de | Vor dem Tor wartete ein Mann.                | Mann
                    de | Die Union lehnte den Antrag ab.              | Union
                    de | Olaf Scholz (SPD) kam später. Der Saal war voll. | Saal
                    de | Der Verteidiger Willi Orban traf zweimal.    | Orban
                    de | Ministerin Nancy Auental sagte ab.           | Nancy
                    es | Hoy llueve en la costa.                      | Hoy
                    fr | Pour la mairie, rien ne presse.              | Pour
                    ko | 주말에 북한산을 찾은 등산객이 늘었다.                     | 북한
                    ko | 차량이 인도로 돌진했다.                             | 인도
                    ru | Орёл кружил над полем и сел на дерево.       | Орёл
                    """)
    void leavesAlone(String language, String text, String surface) {
        assertThat(tag(language, text))
                .filteredOn(mention -> mention.entity() != null)
                .noneMatch(mention -> mention.surface().equals(surface));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    de | Olaf Scholz (SPD) kam später. Die SPD verlor. | SPD | organization
                    de | Die Bahn fährt nach Essen in die Werkstatt.   | Essen | place
                    pl | Turniej w Las Vegas (USA) trwa. USA wygrały.  | USA | place
                    """)
    void takesNoLettersInBracketsForWhatStandsBefore(String language, String text, String surface, String type) {
        assertThat(tag(language, text))
                .filteredOn(mention -> mention.surface().equals(surface))
                .isNotEmpty()
                .allMatch(mention -> mention.type().equals(type))
                .allMatch(mention -> !List.of("Olaf Scholz", "Las Vegas").contains(mention.name()));
    }
}
