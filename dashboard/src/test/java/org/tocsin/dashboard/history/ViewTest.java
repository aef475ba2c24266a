package org.tocsin.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.dashboard.Articles;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Origin;
import org.tocsin.query.Query;

/** What a search sees of the past, and of one moment while articles come. */
@Timeout(60)
final class ViewTest {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");

    @TempDir
    private Path directory;

    private HistoryIndex index;
    private long offset;

    @BeforeEach
    void open() {
        index = new HistoryIndex(directory, 10_000);
    }

    @AfterEach
    void close() {
        index.close();
    }

    private void add(EnrichedArticle article) throws Exception {
        index.add(0, offset++, article);
    }

    private void add(String id, int revision, String title, int published, int ingested) throws Exception {
        add(Articles.of(id, revision, title, "a", "s", NOON.plusSeconds(published), NOON.plusSeconds(ingested)));
    }

    /** Returns when all that was added is seen. */
    private void seen() throws Exception {
        while (index.place() < offset) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static Search all() {
        return Search.between(NOON.minusSeconds(100_000), NOON.plusSeconds(100_000));
    }

    private List<String> titles(Search search) throws Exception {
        return index.search(search.page(Search.Order.OLDEST, Search.MAX_LIMIT, null)).items().stream()
                .map(item -> item.article().article().title())
                .toList();
    }

    private List<String> titles(@Nullable Instant at) throws Exception {
        return titles(all().in(View.at(at)));
    }

    @Test
    void showsWhatWasKnownThenInTheRevisionOfThen() throws Exception {
        add("changed", 1, "ferry sails", 0, 10);
        add("late", 1, "ferry was late", 1, 5_000);
        add("changed", 2, "ferry sank", 2, 1_000);
        seen();

        assertThat(titles(NOON.plusSeconds(9))).isEmpty();
        assertThat(titles(NOON.plusSeconds(10))).containsExactly("ferry sails");
        assertThat(titles(NOON.plusSeconds(999))).containsExactly("ferry sails");
        assertThat(titles(NOON.plusSeconds(1_000))).containsExactly("ferry sank");
        assertThat(titles(NOON.plusSeconds(5_000))).containsExactly("ferry was late", "ferry sank");
        assertThat(titles((Instant) null)).containsExactly("ferry was late", "ferry sank");
        assertThat(index.size()).isEqualTo(2);
        Search then = all().in(View.at(NOON.plusSeconds(999)));
        assertThat(index.search(then.matching(Query.parse("sank"))).count()).isZero();
        assertThat(index.search(then.countedBy(5, Facet.STORY)).facets().get("story"))
                .extracting(Page.Count::count)
                .containsExactly(1L);
        Page.Item item =
                index.article("changed", View.at(NOON.plusSeconds(999))).orElseThrow();
        assertThat(item.earlier()).isEmpty();
        assertThat(index.article("changed").orElseThrow().earlier())
                .extracting(Page.Earlier::title)
                .containsExactly("ferry sails");
        assertThat(index.article("late", View.at(NOON.plusSeconds(999)))).isEmpty();
    }

    @Test
    void keepsWhatWasKnownOverARestart() throws Exception {
        add("changed", 1, "ferry sails", 0, 10);
        index.close();
        index = new HistoryIndex(directory, 10_000);
        add("changed", 2, "ferry sank", 2, 1_000);
        seen();
        assertThat(titles(NOON.plusSeconds(10))).containsExactly("ferry sails");
        assertThat(titles((Instant) null)).containsExactly("ferry sank");
    }

    @Test
    void takesAnImportedPastAsKnownWhenItWasPublished() throws Exception {
        Instant imported = NOON.plusSeconds(90_000);
        add(Articles.of("old", 1, "ferry of old", "a", "s", NOON, imported, Origin.BACKFILL));
        add(Articles.of("old", 2, "ferry of today", "a", "s", NOON, imported.plusSeconds(5), Origin.LIVE));
        seen();
        assertThat(titles(NOON.minusSeconds(1))).isEmpty();
        assertThat(titles(NOON)).containsExactly("ferry of old");
        assertThat(titles(imported.plusSeconds(5))).containsExactly("ferry of today");
    }

    /** Articles that match better and worse, new ones in between, and revisions of what was seen and what was not. */
    @ParameterizedTest
    @EnumSource(Search.Order.class)
    void pagesAreOfOneViewWhileArticlesCome(Search.Order order) throws Exception {
        for (int i = 0; i < 60; i++) {
            add("a" + i, 1, "ferry " + "ferry ".repeat(i % 7) + "boat ".repeat(i % 11), i, i);
        }
        seen();
        Search search = all().matching(Query.parse("ferry OR boat"));
        List<String> wanted = ids(index.search(search.page(order, 60, null)));
        List<String> paged = new ArrayList<>();
        Page page = index.search(search.page(order, 7, null));
        for (int pages = 0; page.next() != null; pages++) {
            paged.addAll(ids(page));
            for (int i = 0; i < 20; i++) {
                add("b" + pages + "-" + i, 1, "ferry ferry boat", i, 1_000 + i);
            }
            add("a" + pages * 7, 2, "lighthouse", 50_000, 2_000);
            add("a" + (59 - pages), 2, "ferry boat ferry boat", -50_000, 2_000);
            seen();
            page = index.search(search.page(order, 7, Search.Cursor.parse(Objects.requireNonNull(page.next()))));
            assertThat(page.count()).isEqualTo(60);
        }
        paged.addAll(ids(page));
        assertThat(paged).isEqualTo(wanted);
    }

    private static List<String> ids(Page page) {
        return page.items().stream().map(item -> item.article().article().id()).toList();
    }
}
