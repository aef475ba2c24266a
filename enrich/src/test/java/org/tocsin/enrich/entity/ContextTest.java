package org.tocsin.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Entity;
import org.tocsin.model.Mention;

/** What a name means depends on what stands around it; what does not decide leaves it without an id. */
final class ContextTest {
    private static final EntityTagger TAGGER = EntityTagger.shipped();

    private static List<Mention> tag(String text) {
        return TAGGER.tag(EntityTaggerTest.article("en", "", text));
    }

    /** The last mention of a surface. */
    private static Mention last(String text, String surface) {
        return tag(text).stream()
                .filter(mention -> mention.surface().equals(surface))
                .reduce((one, other) -> other)
                .orElseThrow(() -> new AssertionError(surface + " was not found in: " + tag(text)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Columns crossed into the Kursk region of Russia at dawn.           | Kursk region   | Q3178
                    Two shells fell in Kursk on Monday, the mayor said.                | Kursk          | tocsin:kursk
                    The Kursk sank in 2000; the submarine lost all of its sailors.     | Kursk          | tocsin:kursk-submarine
                    All who served on the Kursk died; her crew lay aboard for a year.  | Kursk          | tocsin:kursk-submarine
                    Floods hit the streets of Paris, Texas, on Sunday night.           | Paris          | tocsin:geo-4717560
                    Voters queued in Birmingham, Alabama, for hours on Tuesday.        | Birmingham     | tocsin:geo-4049979
                    Russian drones hit Odesa and Kryvyi Rih before dawn.               | Odesa          | tocsin:odesa
                    New York mayor Eric Adams spoke to reporters on Monday.            | New York       | Q60
                    Wagner fighters left Bakhmut, Prigozhin said on Thursday.          | Wagner         | Q36597284
                    Kim Yo Jong spoke. Minister Kim Yong-hyun resigned. Kim denied it. | Kim            | tocsin:kim-yong-hyun
                    He wrote a book on the Battle of Kursk and its tanks.              | Battle of Kursk | tocsin:battle-of-kursk
                    Marchers in Georgia waved EU flags outside parliament in Tbilisi.  | Georgia        | Q230
                    Voters in Georgia queued in Atlanta as Republicans campaigned.     | Georgia        | Q1428
                    The king of Jordan met the envoy in Amman on Friday.               | Jordan         | Q810
                    Michael Jordan scored 40 points. Jordan said that he was tired.    | Jordan         | Q41421
                    Soldiers from Chad and Niger crossed the desert near N'Djamena.    | Chad           | Q657
                    Turkey will host the talks, Erdogan said in Ankara.                | Turkey         | Q43
                    He flew to Washington on Monday to meet senators.                  | Washington     | tocsin:washington-dc
                    George Washington crossed the river. Washington led his army on.   | Washington     | Q23
                    The governor of Washington state spoke in Seattle.                 | Washington state | Q1223
                    Volodymyr Zelenskyy came to Paris. Zelenskyy thanked his hosts.    | Zelenskyy      | Q3874799
                    The mayor of San Francisco closed the bridge on Monday.            | San Francisco  | tocsin:geo-5391959
                    Storms reached New Orleans before dawn, forecasters said.          | New Orleans    | tocsin:geo-4335045
                    Residents of Tripoli in Libya heard shelling overnight.            | Tripoli        | tocsin:geo-2210247
                    The Security Service of Ukraine (SBU) searched it. The SBU left.   | SBU            | Q615811
                    Lloyd Austin spoke first. Later the minister flew to Austin, Texas. | Austin        | tocsin:geo-4671654
                    """)
    void decides(String text, String surface, String id) {
        assertThat(last(text, surface).entity()).isEqualTo(id);
    }

    @Test
    void aTitleOfAWomanIsNotThatOfABetterKnownMan() {
        Mention mrs =
                tag("Mrs Biden read to children. Jill Biden, the president's wife, said the school was a model.")
                        .stream()
                        .filter(mention -> mention.surface().equals("Biden"))
                        .findFirst()
                        .orElseThrow();
        assertThat(mrs.entity()).isNotEqualTo("Q6279");
        assertThat(mrs.name()).isEqualTo("Jill Biden");
    }

    @Test
    void aMinistryIsThatOfACountryThatIsNamed() {
        assertThat(last("The Ministry of Defence in Nairobi denied it.", "Ministry of Defence")
                        .entity())
                .isNotEqualTo("Q3564646");
        assertThat(last("In London the Ministry of Defence denied it.", "Ministry of Defence")
                        .entity())
                .isEqualTo("Q3564646");
    }

    @Test
    void severalOfAKindAreNoName() {
        String text = "Several MPs voted against it, and MPs of both sides left.";
        assertThat(tag(text)).noneMatch(mention -> mention.entity() != null);
        Entity given = new Entity(
                "tocsin:mps", "group", Map.of("en", List.of("MPs")), null, null, "", "", List.of("voted"), false);
        assertThat(TAGGER.with(Map.of("tocsin:mps", Optional.of(given))).tag(EntityTaggerTest.article("en", "", text)))
                .as("but what a user gives is found")
                .anyMatch(mention -> "tocsin:mps".equals(mention.entity()));
    }

    @Test
    void aFirstNameIsNoCountry() {
        Mention again = last("The drummer Chad Smith played on Friday. Chad was pleased with the hall.", "Chad");
        assertThat(again.name()).isEqualTo("Chad Smith");
        assertThat(again.type()).isEqualTo("person");
    }

    @Test
    void aFamilyNameThatComesFirstMeansThePerson() {
        Mention again = last("Former president Park Geun-hye was jailed in Seoul. Park denied the charges.", "Park");
        assertThat(again.type()).isEqualTo("person");
        assertThat(again.name()).isEqualTo("Park Geun-hye");
        assertThat(again.confidence()).isLessThan(0.8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    A Wagner opera opened the festival in Bayreuth on Friday.         | Wagner
                    North Korea said that the South had sent drones.                   | South
                    """)
    void leavesWhatNothingDecidesWithoutAnId(String text, String surface) {
        assertThat(last(text, surface).entity()).isNull();
    }

    @Test
    void aCommaMayEndTheText() {
        assertThat(tag("Floods hit the streets of Paris,"))
                .extracting(Mention::surface)
                .contains("Paris");
    }

    @Test
    void isLessSureOfASurnameThatTwoBear() {
        assertThat(last("Melania Trump came. Ivanka Trump stayed home. Trump waved.", "Trump")
                        .confidence())
                .isLessThan(
                        last("Ivanka Trump stayed home. Trump waved.", "Trump").confidence());
    }

    @Test
    void aCountryNamedBeforeAPersonIsTheCountry() {
        assertThat(TAGGER.tag(EntityTaggerTest.article(
                                "en", "", "Jordan shot down drones over Amman. Michael Jordan sold his club."))
                        .getFirst()
                        .entity())
                .isEqualTo("Q810");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Children played in the park. Park rangers closed the gates.           | Park
                    Anna Park spoke to us. Then park rangers closed Hyde Park early.      | park
                    Families cook the turkey for the feast. The turkey was delicious.     | turkey
                    They may come in May, and the minister said so.                       | may
                    """)
    void leavesEverydayWordsAlone(String text, String surface) {
        assertThat(tag(text)).noneMatch(mention -> mention.surface().equals(surface));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Storms hit Washington state and Oregon on Tuesday.                    | Oregon       | place
                    The visit of King Abdullah of Jordan began on Sunday, envoys said.    | Abdullah     | person
                    King Abdullah of Jordan met the envoys on Sunday.                      | Abdullah     | person
                    The envoys met King Abdullah of Jordan.                               | Jordan       | place
                    Park Chan-wook shows a film. Park said that it was shot in Seoul.     | Park         | person
                    Georgia Meloni met the envoys in Rome.                                | Georgia Meloni | person
                    Trevayne Washington will play the king. Washington, 70, won twice.    | Washington   | person
                    Rangers closed Yellowstone Park after the storm, visitors said.       | Yellowstone Park | place
                    Anna Park played first, and the judges praised her for it.            | Anna Park    | person
                    """)
    void knowsAPersonFromAPlace(String text, String surface, String type) {
        assertThat(tag(text).stream()
                        .filter(mention -> mention.surface().contains(surface))
                        .map(Mention::type))
                .isNotEmpty()
                .containsOnly(type);
    }

    @Test
    void aHeadlineMeansWhatTheTextUnderItNamesFirst() {
        assertThat(TAGGER.tag(EntityTaggerTest.article(
                                "en", "Jordan scores 40", "Michael Jordan scored 40 points for Chicago."))
                        .getFirst()
                        .entity())
                .isEqualTo("Q41421");
        assertThat(TAGGER.tag(EntityTaggerTest.article(
                                "en",
                                "Jordan opens its border",
                                "Jordan let lorries pass on Monday. Michael Jordan was not among the visitors."))
                        .getFirst()
                        .entity())
                .isEqualTo("Q810");
    }

    @Test
    void aTownIsThatOfTheCountryThatOthersName() {
        assertThat(last("Voters in Georgia queued in Atlanta and Savannah as Republicans campaigned.", "Savannah")
                        .entity())
                .isEqualTo("tocsin:geo-4221552");
    }

    @Test
    void aPlaceStaysOneBesideAPersonOfThatName() {
        assertThat(last("Jane Paris writes novels. In summer she lives in Paris.", "Paris")
                        .type())
                .isEqualTo("place");
    }
}
