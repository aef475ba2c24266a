package org.tocsin.enrich.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Story;
import org.tocsin.model.TopicTag;

final class StoriesTest {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");
    private static final String CRANE = "Crane topples onto ferry in eastern harbour basin";
    private static final String TEXT = "The harbour authority closed the eastern basin on Monday after a crane toppled"
            + " onto a moored ferry during the night shift. No one was hurt, since the vessel had been cleared for"
            + " repairs a week before. Engineers expect the salvage to take until Friday, and two smaller docks will"
            + " take the traffic meanwhile, the authority said in a statement that named no cause.";

    private final Stories stories = new Stories();
    private long sequence;

    private Stories.Assignment assign(EnrichedArticle article) {
        return stories.assign(article, ++sequence);
    }

    private static EnrichedArticle article(
            String id, int revision, String title, String body, String language, Instant published, Origin origin) {
        Article plain = new Article(
                id,
                revision,
                "",
                title,
                "",
                body,
                language,
                List.of(),
                new Source("s" + id, "s" + id, "", "", ""),
                published,
                NOON.plusSeconds(4 * 86_400),
                origin,
                false,
                List.of(),
                id + revision,
                "");
        return EnrichedArticle.tagged(plain, List.of(), List.of(), "");
    }

    private static EnrichedArticle english(String id, String title) {
        return article(id, 1, title, "", "en", NOON, Origin.LIVE);
    }

    private static EnrichedArticle withText(String id, String title, String body) {
        return article(id, 1, title, body, "en", NOON, Origin.LIVE);
    }

    private static EnrichedArticle withFacts(EnrichedArticle article, List<String> entities, List<String> topics) {
        return EnrichedArticle.tagged(
                article.article(),
                entities.stream()
                        .map(id -> new Mention(id, id, "place", "title", 0, 1, "x", null, null, 1.0))
                        .toList(),
                topics.stream().map(id -> new TopicTag(id, 1, 1, 1, List.of())).toList(),
                "");
    }

    @Test
    void groupsReportsOfOneEventAndKeepsOthersApart() {
        Stories.Assignment first = assign(english("1", CRANE));
        Stories.Assignment second = assign(english("2", "Ferry hit by toppled crane: harbour basin closed"));
        Stories.Assignment other = assign(english("3", "Parliament approves budget after long debate"));
        assertThat(first.opened()).isTrue();
        assertThat(second.story().id()).isEqualTo(first.story().id());
        assertThat(second.opened()).isFalse();
        assertThat(second.story().sources()).hasSize(2);
        assertThat(other.opened()).isTrue();
    }

    @Test
    void namesTheFirstArticleWithTheSameTextWhateverTheHeadline() {
        assign(withText("1", "Crane falls", TEXT));
        Stories.Assignment copy = assign(withText("2", "Ferry crushed in port", TEXT.replace("Monday", "Tuesday")));
        Stories.Assignment copyOfCopy = assign(withText("3", "Port shut", TEXT + " More follows."));
        Stories.Assignment other = assign(withText("4", "Crane falls", TEXT.substring(0, 60)));
        assertThat(copy.duplicateOf()).isEqualTo("1");
        assertThat(copyOfCopy.duplicateOf()).isEqualTo("1");
        assertThat(copy.opened()).isFalse();
        assertThat(other.duplicateOf()).isEmpty();
    }

    private static EnrichedArticle at(String id, String title, String entity, String place) {
        EnrichedArticle article = english(id, title);
        Mention where = new Mention(entity, place, "place", "title", 0, 1, "x", null, null, 1.0);
        return EnrichedArticle.tagged(article.article(), List.of(where), List.of(), "");
    }

    @Test
    void keepsEventsOfOtherPlacesApartHoweverAlikeTheWords() {
        for (int i = 0; i < 40; i++) {
            assign(at("n" + i, "Council" + i + " debates item" + i + " matter" + i, "Q" + (1000 + i), "Town" + i));
        }
        Stories.Assignment first =
                assign(at("1", "Coach falls into ravine, fourteen passengers dead", "Q750", "Bolivia"));
        Stories.Assignment same = assign(at("2", "Coach in ravine: fourteen passengers dead", "Q750", "Bolivia"));
        Stories.Assignment elsewhere =
                assign(at("3", "Coach falls into ravine, twenty passengers dead", "Q114", "Kenya"));
        assertThat(same.story().id()).isEqualTo(first.story().id());
        assertThat(elsewhere.opened()).isTrue();
    }

    @Test
    void countsACityAndTheRegionNamedAfterItOnceInOneArticle() {
        EnrichedArticle article = english("1", "Coach falls into ravine");
        List<Mention> both = List.of(
                new Mention("Q3178", "Kursk Oblast", "place", "title", 0, 1, "x", null, null, 1.0),
                new Mention("Q5870", "Kursk", "place", "title", 0, 1, "x", null, null, 1.0),
                new Mention("Q649", "Moscow", "place", "title", 0, 1, "x", null, null, 1.0));
        EnrichedArticle city = EnrichedArticle.tagged(article.article(), both.subList(1, 3), List.of(), "");
        EnrichedArticle named = EnrichedArticle.tagged(article.article(), both, List.of(), "");
        assertThat(Footprint.of(named).places())
                .hasSize(4)
                .isEqualTo(Footprint.of(city).places());
    }

    @Test
    void takesACityAndTheRegionNamedAfterItForOnePlace() {
        for (int i = 0; i < 40; i++) {
            assign(at("n" + i, "Council" + i + " debates item" + i + " matter" + i, "Q" + (1000 + i), "Town" + i));
        }
        Stories.Assignment city =
                assign(at("1", "Coach falls into ravine, fourteen passengers dead", "Q5870", "Kursk"));
        Stories.Assignment region =
                assign(at("2", "Coach in ravine: fourteen passengers dead", "Q3178", "Kursk Oblast"));
        assertThat(region.story().id()).isEqualTo(city.story().id());
    }

    @Test
    void linksLanguagesByEntitiesPlacesAndTopics() {
        List<String> entities = List.of("Q423", "Q5870", "Q1899", "Q212");
        List<String> topics = List.of("dprk-troops", "prisoners-of-war");
        for (int i = 0; i < 40; i++) {
            assign(withFacts(
                    english("n" + i, "Council" + i + " debates item" + i + " matter" + i),
                    List.of("Q212", "Q" + i),
                    List.of()));
        }
        Stories.Assignment en = assign(withFacts(english("1", "Captured soldiers shown"), entities, topics));
        Stories.Assignment uk = assign(withFacts(
                article("2", 1, "Полонених показали журналістам", "", "uk", NOON, Origin.LIVE), entities, topics));
        Stories.Assignment elsewhere = assign(withFacts(
                article("3", 1, "Рада ухвалила бюджет", "", "uk", NOON, Origin.LIVE), List.of("Q212"), List.of()));
        assertThat(uk.story().id()).isEqualTo(en.story().id());
        assertThat(uk.story().languages()).containsExactly("en", "uk");
        assertThat(elsewhere.opened()).isTrue();
    }

    /** A title whose first words name a place, with the mention. */
    private static EnrichedArticle inPlace(String id, String title, List<String> topics) {
        EnrichedArticle plain = english(id, title);
        return EnrichedArticle.tagged(
                plain.article(),
                List.of(new Mention("Q3178", "Kursk", "place", "title", 0, 12, "Kursk region", null, null, 1.0)),
                topics.stream()
                        .map(topic -> new TopicTag(topic, 1, 1, 1, List.of()))
                        .toList(),
                "");
    }

    @Test
    void keepsEventsInOnePlaceApart() {
        for (int i = 0; i < 40; i++) {
            assign(english("n" + i, "Council" + i + " debates item" + i + " matter" + i));
        }
        Stories.Assignment offensive =
                assign(inPlace("1", "Kursk region entered by brigade columns at dawn", List.of("kursk")));
        Stories.Assignment captured = assign(inPlace(
                "2",
                "Kursk region: two foreign soldiers surrender",
                List.of("kursk", "prisoners-of-war", "dprk-troops")));
        Stories.Assignment again =
                assign(inPlace("3", "Kursk region entered by more brigade columns", List.of("kursk")));
        assertThat(captured.opened()).isTrue();
        assertThat(again.story().id()).isEqualTo(offensive.story().id());
    }

    @Test
    void keepsTheMergesThatRememberedArticlesNeed() {
        EnrichedArticle article = english("1", CRANE);
        Stories.Remembered one = assign(article).kept();
        Map<String, String> merges = Map.of(one.story(), "older", "older", "oldest", "gone", "oldest");
        assertThat(Stories.unneeded(List.of(one), merges)).containsExactly("gone");
    }

    @Test
    void opensAnotherStoryAfterTwoDaysOfSilence() {
        assign(english("1", CRANE));
        assertThat(assign(article("2", 1, CRANE, "", "en", NOON.plusSeconds(3 * 86_400), Origin.LIVE))
                        .opened())
                .isTrue();
    }

    @Test
    void isNotMisledByAClockThatLies() {
        Stories.Assignment first = assign(english("1", CRANE));
        assign(article("2", 1, "Choir wins prize", "", "en", Instant.parse("2099-01-01T00:00:00Z"), Origin.LIVE));
        assign(article("3", 1, "Old mill becomes museum", "", "en", Instant.EPOCH, Origin.LIVE));
        Stories.Assignment second = assign(english("4", "Ferry hit by toppled crane: harbour basin closed"));
        assertThat(second.story().id()).isEqualTo(first.story().id());
        assertThat(second.story().lastSeen()).isEqualTo(NOON);
    }

    @Test
    void keepsARevisionInItsStoryAndCountsItOnce() {
        Stories.Assignment first = assign(english("1", CRANE));
        EnrichedArticle revision = article("1", 2, "Man charged over quay accident", "", "en", NOON, Origin.LIVE);
        Stories.Assignment revised = assign(revision);
        assertThat(revised.story().id()).isEqualTo(first.story().id());
        assertThat(revised.opened()).isFalse();
        assertThat(revised.story().size()).isEqualTo(1);
        assertThat(revised.story().headline()).isEqualTo("Man charged over quay accident");
        assertThat(stories.knows(revision.article())).isTrue();
        assertThat(stories.knows(english("2", CRANE).article())).isFalse();
    }

    @Test
    void groupsHistoryApart() {
        assign(article("1", 1, CRANE, TEXT, "en", NOON, Origin.BACKFILL));
        Stories.Assignment live = assign(withText("2", CRANE, TEXT));
        assertThat(live.opened()).isTrue();
        assertThat(live.duplicateOf()).isEmpty();
    }

    @Test
    void remembersABoundedNumberOfArticles() {
        Stories small = new Stories(3, StoryIndex.Tuning.CHOSEN);
        List<String> forgotten = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            forgotten.addAll(small.assign(english("" + i, "Word" + i + " other" + i + " third" + i), i)
                    .forgotten());
        }
        assertThat(forgotten).containsExactly("0", "1", "2", "3", "4", "5", "6");
    }

    private static List<EnrichedArticle> wire() {
        List<EnrichedArticle> wire = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int event = i * 7 % 40;
            wire.add(english(
                    "" + i, "place" + event + " thing" + event + " deed" + event % 5 + " said witness" + i % 11));
        }
        return wire;
    }

    @Test
    void givesTheSameStoriesAfterARestartAsWithout() {
        List<EnrichedArticle> wire = wire();
        Stories whole = new Stories();
        Stories before = new Stories();
        List<Stories.Remembered> remembered = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < wire.size(); i++) {
            expected.add(whole.assign(wire.get(i), i).story().id());
            if (i < 150) {
                Stories.Assignment assigned = before.assign(wire.get(i), i);
                assertThat(assigned.story().id()).isEqualTo(expected.get(i));
                byte[] kept = RememberedSerde.write(assigned.kept());
                remembered.add(RememberedSerde.read(kept));
            }
        }
        Stories after = new Stories();
        after.restore(remembered, Map.of());
        after.runs(before.runs().get(0), before.runs().get(1));
        for (int i = 150; i < wire.size(); i++) {
            assertThat(after.assign(wire.get(i), i).story().id()).isEqualTo(expected.get(i));
        }
    }

    @Test
    void restoresRetractionsAndRevisions() {
        List<EnrichedArticle> wire = List.of(
                english("1", CRANE),
                english("2", CRANE + " again"),
                english("3", CRANE + " once more"),
                article("1", 2, "Man charged over quay accident", "", "en", NOON, Origin.LIVE),
                retracted("2", 2),
                retracted("2", 3));
        Map<String, Stories.Remembered> remembered = new LinkedHashMap<>();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < wire.size(); i++) {
            Stories.Assignment assigned = stories.assign(wire.get(i), i);
            sizes.add(assigned.story().size());
            remembered.put(wire.get(i).article().id(), assigned.kept());
        }
        assertThat(sizes).containsExactly(1, 2, 3, 3, 2, 2);
        assertThat(remembered.values()).extracting(Stories.Remembered::sequence).containsExactly(0L, 1L, 2L);

        Stories after = new Stories();
        after.restore(
                remembered.values().stream()
                        .map(one -> RememberedSerde.read(RememberedSerde.write(one)))
                        .toList(),
                Map.of());
        EnrichedArticle next = english("4", CRANE + " at dusk");
        assertThat(after.assign(next, 9).story().size())
                .isEqualTo(stories.assign(next, 9).story().size())
                .isEqualTo(3);
    }

    private static EnrichedArticle retracted(String id, int revision) {
        Article article =
                article(id, revision, CRANE, "", "en", NOON, Origin.LIVE).article();
        return EnrichedArticle.tagged(
                new Article(
                        article.id(),
                        revision,
                        "",
                        article.title(),
                        "",
                        "",
                        "en",
                        List.of(),
                        article.source(),
                        NOON,
                        NOON,
                        Origin.LIVE,
                        true,
                        List.of(),
                        "",
                        ""),
                List.of(),
                List.of(),
                "");
    }

    /** Reports that each know a part of their event only, so that stories begin apart and merge as more is told. */
    private static List<EnrichedArticle> partialReports() {
        Random random = new Random(7);
        List<EnrichedArticle> wire = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int event = random.nextInt(25);
            String title = random.ints(0, 9)
                    .distinct()
                    .limit(4)
                    .mapToObj(word -> "fact" + event + "x" + word)
                    .collect(Collectors.joining(" "));
            wire.add(english("" + i, title));
        }
        return wire;
    }

    @Test
    void restoresMergedStories() {
        List<EnrichedArticle> wire = partialReports();
        Stories whole = new Stories();
        List<Stories.Remembered> remembered = new ArrayList<>();
        Map<String, String> merges = new HashMap<>();
        int half = wire.size() / 2;
        for (int i = 0; i < half; i++) {
            Stories.Assignment assigned = whole.assign(wire.get(i), i);
            assigned.mergedAway().forEach(away -> merges.put(away.id(), away.mergedInto()));
            remembered.add(RememberedSerde.read(RememberedSerde.write(assigned.kept())));
        }
        assertThat(merges).isNotEmpty();
        assertThat(Stories.unneeded(remembered, merges)).isEmpty();
        Stories after = new Stories();
        after.restore(remembered, merges);
        after.runs(whole.runs().get(0), whole.runs().get(1));
        int later = 0;
        for (int i = half; i < wire.size(); i++) {
            Stories.Assignment expected = whole.assign(wire.get(i), i);
            Stories.Assignment restored = after.assign(wire.get(i), i);
            assertThat(restored.story().id()).isEqualTo(expected.story().id());
            assertThat(restored.story().size()).isEqualTo(expected.story().size());
            assertThat(restored.merged())
                    .as("who was told of a part is not told of the whole")
                    .containsExactlyInAnyOrderElementsOf(expected.merged());
            assertThat(restored.mergedAway())
                    .extracting(Story::id)
                    .isEqualTo(expected.mergedAway().stream().map(Story::id).toList());
            later += expected.mergedAway().size();
        }
        assertThat(later).isPositive();
    }

    @Test
    void takesWhatIsEmptyHugeOrBroken() {
        assertThat(assign(english("1", "")).opened()).isTrue();
        assertThat(assign(english("2", "\uD83D")).opened()).isTrue();
        assertThat(assign(english("3", "word ".repeat(1_000_000))).opened()).isTrue();
        assertThat(assign(withText("4", "Long", "Some text runs on and on. ".repeat(400_000)))
                        .opened())
                .isTrue();
        assertThat(assign(english("5", "A".repeat(1_000_000))).opened()).isTrue();
    }
}
