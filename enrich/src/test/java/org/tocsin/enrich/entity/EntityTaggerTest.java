package org.tocsin.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Article;
import org.tocsin.model.Entity;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;

final class EntityTaggerTest {
    private static final EntityTagger TAGGER = EntityTagger.shipped();

    static Article article(String language, String title, String body) {
        return new Article(
                "a",
                1,
                "",
                title,
                "",
                body,
                language,
                List.of(),
                new Source("", "", "", "", ""),
                Instant.EPOCH,
                Instant.EPOCH,
                Origin.LIVE,
                false,
                List.of(),
                "",
                "");
    }

    private static List<Mention> tag(String language, String body) {
        return TAGGER.tag(article(language, "", body));
    }

    private static List<String> found(String language, String body) {
        return tag(language, body).stream()
                .map(mention -> mention.surface() + "=" + mention.entity())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    uk | Бійці зайняли два села під Курськом.                 | Курськом     | tocsin:kursk
                    uk | Мешканці Курська чули вибухи.                        | Курська      | tocsin:kursk
                    uk | Удар по Курську тривав годину.                       | Курську      | tocsin:kursk
                    uk | Вони рушили до Курської області вночі.               | Курської області | Q3178
                    uk | Розмова із Зеленським була короткою.                 | Зеленським   | Q3874799
                    uk | Вибухи пролунали у Харкові вночі.                    | Харкові      | tocsin:geo-706483
                    uk | Концерт відбувся у Львові.                           | Львові       | tocsin:geo-702550
                    uk | Тривога у Кривому Розі тривала годину.               | Кривому Розі | tocsin:kryvyi-rih
                    ru | Взрывы прогремели в Одессе.                          | Одессе       | tocsin:odesa
                    uk | Потяг їде до Києва через Львів.                      | Києва        | Q1899
                    ru | Жители Курска слышали взрывы.                        | Курска       | tocsin:kursk
                    ru | Они вошли в Курскую область ночью.                   | Курскую область | Q3178
                    ru | Об этом говорили с Путиным в четверг.                | Путиным      | Q7747
                    ru | Солдаты из Северной Кореи прибыли ночью.             | Северной Кореи | Q423
                    pl | Rozmowa z Putinem trwała godzinę.                    | Putinem      | Q7747
                    pl | Żołnierze wrócili z Ukrainy wczoraj.                 | Ukrainy      | Q212
                    de | Die Soldaten Nordkoreas kamen am Montag.             | Nordkoreas   | Q423
                    ko | 북한군이 쿠르스크에서 철수했다.                               | 북한군          | Q240670
                    ko | 러시아는 북한에서 온 병력을 배치했다.                           | 북한           | Q423
                    """)
    void findsNamesInTheirCases(String language, String text, String surface, String id) {
        assertThat(found(language, text)).contains(surface + "=" + id);
    }

    @Test
    void findsNamesInATextWithoutCapitalsLessSure() {
        List<Mention> mentions =
                tag("en", "north korean soldiers left kursk, said zelensky; they told us that nato would wait");
        assertThat(mentions)
                .extracting(Mention::surface, Mention::entity)
                .containsExactly(
                        tuple("north korean", "tocsin:people-kp"),
                        tuple("kursk", "tocsin:kursk"),
                        tuple("zelensky", "Q3874799"),
                        tuple("nato", "Q7184"));
        assertThat(mentions)
                .allSatisfy(mention -> assertThat(mention.confidence()).isLessThanOrEqualTo(0.8));
        assertThat(tag("en", "a choir sang in the hall and all who came were pleased"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    en | The turbines came from Ostwind Energy GmbH on Monday.     | Ostwind Energy GmbH
                    en | It was bought by Fern & Sons Ltd, a paper said.           | Fern & Sons Ltd
                    en | The bank Banco Meridiano S.A. pays for it.                | Banco Meridiano S.A.
                    en | A rival, Lampo S.p.A., is to close.                       | Lampo S.p.A.
                    de | Die Ostwind Energie AG liefert die Anlage.                | Ostwind Energie AG
                    """)
    void takesALegalFormAsPartOfTheNameOfACompany(String language, String text, String name) {
        assertThat(tag(language, text))
                .filteredOn(mention -> mention.surface().equals(name))
                .extracting(Mention::type)
                .containsExactly("organization");
    }

    @Test
    void findsTheAdjectiveOfAPlace() {
        assertThat(found("uk", "На цьому тижні курський напрямок був спокійним."))
                .contains("курський=tocsin:kursk");
    }

    @Test
    void neverMatchesHalfOfAWord() {
        assertThat(found("en", "The Kurskite stone lay in the Ukrainesque garden."))
                .noneMatch(each -> each.startsWith("Kursk=") || each.startsWith("Ukraine="));
        assertThat(found("uk", "Він купив курсківку.")).isEmpty();
    }

    @Test
    void anAcronymIsFoundInCapitalsOnly() {
        assertThat(found("en", "He said the US would help us all.")).containsExactly("US=Q30");
    }

    @Test
    void aSurnameMeansThePersonNamedBefore() {
        List<Mention> mentions = tag(
                "en",
                "Professor Anneliese Brockhoven spoke in Paris on Monday. Later Brockhoven said that the talks had failed.");
        assertThat(mentions)
                .filteredOn(mention -> mention.surface().contains("Brockhoven"))
                .hasSize(2)
                .allSatisfy(mention -> {
                    assertThat(mention.entity()).isNull();
                    assertThat(mention.type()).isEqualTo("person");
                    assertThat(mention.key()).isEqualTo("person:Anneliese Brockhoven");
                });
    }

    @Test
    void anAcronymMeansItsExpansion() {
        assertThat(
                        found(
                                "en",
                                "Units of the Korean People's Army (KPA) marched north. Officers of the KPA refused to comment."))
                .filteredOn(each -> each.startsWith("KPA"))
                .hasSize(2)
                .allMatch(each -> each.endsWith("Q240670"));
    }

    @Test
    void placesCarryCoordinates() {
        assertThat(tag("en", "Two shells fell in Kursk on Monday."))
                .filteredOn(mention -> mention.surface().equals("Kursk"))
                .singleElement()
                .satisfies(mention -> {
                    assertThat(mention.latitude()).isBetween(51.0, 52.5);
                    assertThat(mention.longitude()).isBetween(35.5, 37.0);
                    assertThat(mention.confidence()).isBetween(0.5, 1.0);
                });
    }

    @Test
    void contextTellsNamesakesApart() {
        assertThat(found("en", "Troops entered the Kursk region of Russia.")).contains("Kursk region=Q3178");
        assertThat(found("en", "Veterans remembered the Battle of Kursk in 1943."))
                .contains("Battle of Kursk=tocsin:battle-of-kursk");
        assertThat(found("en", "The Kursk submarine sank in the Barents Sea with 118 men."))
                .contains("Kursk submarine=tocsin:kursk-submarine");
        assertThat(found("en", "Officials in Georgia and Armenia met in Tbilisi."))
                .contains("Georgia=Q230");
        assertThat(found("en", "Voters in Georgia queued in Atlanta as Republicans and Democrats campaigned."))
                .contains("Georgia=Q1428");
    }

    @Test
    void htmlGivesNoMentionsAndOffsetsCountInTheFieldAsGiven() {
        String body =
                "<p><a href=\"https://x.org/Moscow\" title=\"Moscow\">Kyiv</a> and <b>Pyongyang</b> disagreed.</p>";
        List<Mention> mentions = tag("en", body);
        assertThat(mentions)
                .extracting(Mention::surface)
                .contains("Kyiv", "Pyongyang")
                .doesNotContain("Moscow");
        assertThat(mentions)
                .allSatisfy(mention -> assertThat(body.substring(mention.start(), mention.end()))
                        .isEqualTo(mention.surface()));
    }

    @Test
    void usersAddReplaceAndRemoveEntities() {
        Entity mine = new Entity(
                "tocsin:quarry-nine",
                "place",
                Map.of("en", List.of("Quarry Nine")),
                50.0,
                30.0,
                "UA",
                "",
                List.of(),
                false);
        EntityTagger changed = TAGGER.with(Map.of("tocsin:quarry-nine", Optional.of(mine), "Q1899", Optional.empty()));
        List<Mention> mentions =
                changed.tag(article("en", "", "The column passed Quarry Nine on the way to Kyiv yesterday."));
        assertThat(mentions)
                .filteredOn(mention -> "tocsin:quarry-nine".equals(mention.entity()))
                .singleElement()
                .satisfies(mention -> assertThat(mention.latitude()).isEqualTo(50.0));
        assertThat(mentions).noneMatch(mention -> "Q1899".equals(mention.entity()));
        assertThat(changed.entity("Q1899")).isEmpty();
        assertThat(TAGGER.entity("Q1899")).isPresent();
        assertThat(changed.named("quarry nine")).containsExactly(mine);
    }

    @Test
    void refusesANameThatIsOneCommonWord() {
        Entity common = new Entity("tocsin:x", "organization", Map.of("en", List.of("report")), null, null);
        assertThat(TAGGER.check(common)).singleElement().asString().contains("one common word");
        assertThat(TAGGER.check(new Entity("Q423", "place", Map.of("en", List.of("North Korea")), 40.0, 127.0)))
                .isEmpty();
        assertThat(TAGGER.check(new Entity("x", "thing", Map.of(), 99.0, null))).hasSize(4);
    }

    @Test
    void theSameEntityHasTheSameIdInEveryLanguage() {
        assertThat(List.of(
                        found("en", "Volodymyr Zelenskyy met reporters.").getFirst(),
                        found("uk", "Володимир Зеленський зустрівся із журналістами.")
                                .getFirst(),
                        found("ru", "Владимир Зеленский встретился с журналистами.")
                                .getFirst(),
                        found("de", "Wolodymyr Selenskyj traf Reporter.").getFirst(),
                        found("pl", "Wołodymyr Zełenski spotkał się z dziennikarzami.")
                                .getFirst(),
                        found("ko", "젤렌스키 대통령이 기자들을 만났다.").getFirst()))
                .allMatch(each -> each.endsWith("=Q3874799"));
    }
}
