package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.dashboard.history.Facet;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.dashboard.history.Search;
import org.tocsin.dashboard.history.View;
import org.tocsin.model.Article;
import org.tocsin.model.Story;
import org.tocsin.model.Topic;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;

/**
 * Stories as they stood at any time: counted from the history, so that the past is asked as the present is. A story's
 * growth is the number of its articles in the last eighth of the window.
 */
final class StoryApi {
    private static final Duration WINDOW = Duration.ofDays(2);
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final int MOST = 100;
    private static final int SPARK = 24;
    private static final int RELATED = 16;
    private static final Logger LOG = LoggerFactory.getLogger(StoryApi.class);

    /** A story in a list. */
    record Row(
            String id,
            String headline,
            String url,
            long size,
            long growth,
            List<String> sources,
            List<String> languages,
            Instant firstSeen,
            Instant lastSeen,
            List<Page.Count> entities,
            List<Page.Count> topics,
            List<Long> spark) {}

    private final HistoryIndex index;
    private final InstantSource clock;
    private final EntityNames names;
    private final Merges merges = new Merges();
    private final CompletableFuture<Void> mergesOfOld = new CompletableFuture<>();

    StoryApi(HistoryIndex index, InstantSource clock, EntityNames names) {
        this.names = names;
        this.index = index;
        this.clock = clock;
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/stories", this::list);
        routes.get("/api/v1/stories/{id}", this::story);
    }

    /** Begins to read all merges that there were; who asks for a story waits for them. */
    void readMerges(KafkaSettings kafka) {
        Thread.ofVirtual().name("merges").start(() -> {
            try {
                Log.read(kafka, Topic.STORIES, 0, this::know);
            } catch (KafkaException e) {
                LOG.atWarn().setCause(e).log("merged stories of before the start are not found by their old ids");
            } finally {
                mergesRead();
            }
        });
    }

    /** Nobody waits for merges any longer. */
    void mergesRead() {
        mergesOfOld.complete(null);
    }

    /** Takes note of a merge. */
    void know(ConsumerRecord<String, Story> item) {
        Story story = item.value();
        if (!story.mergedInto().isEmpty()) {
            merges.add(story.id(), story.mergedInto(), Instant.ofEpochMilli(item.timestamp()));
        }
    }

    private void list(Context context) throws IOException {
        Asked asked = new Asked(context, clock, names);
        Pinned pinned = asked.pinned(index);
        View view = pinned.of(asked.view());
        Instant to = pinned.instant().plusMillis(1);
        Duration window = asked.duration("window", WINDOW, LONGEST);
        int limit = asked.number("limit", 30, MOST);
        String sort = asked.choice("sort", "size", "growth", "novelty");
        Search all =
                Search.between(to.minus(window), to).matching(asked.query()).in(view);
        Search late = Search.between(to.minus(window.dividedBy(8)), to)
                .matching(asked.query())
                .in(view);
        Page sizes = index.search(all.countedBy(Search.ALL_FACET_VALUES, Facet.STORY));
        Map<String, Long> growth = merges.fold(
                counts(index.search(late.countedBy(Search.ALL_FACET_VALUES, Facet.STORY))), Long::sum, view.known());
        List<String> ranked = ranked(sort, all, sizes, growth);
        int end = (int) Math.min((long) pinned.seen() + limit, ranked.size());
        List<Row> rows = new ArrayList<>();
        for (String story : ranked.subList(Math.min(pinned.seen(), end), end)) {
            rows.add(row(story, all, growth.getOrDefault(story, 0L)));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("articles", sizes.count());
        answer.put("count", ranked.size());
        answer.put("items", rows);
        Map<String, Object> told = new LinkedHashMap<>(answer);
        answer.put("from", all.from());
        answer.put("to", to);
        answer.put("next", end < ranked.size() ? pinned.after(rows.size()).toString() : null);
        Answers.json(context, answer, told);
    }

    /** All stories of a window in one order; those that are equal in it by id. */
    private List<String> ranked(String sort, Search all, Page sizes, Map<String, Long> growth) throws IOException {
        Instant known = all.view().known();
        Map<String, Long> size = merges.fold(counts(sizes), Long::sum, known);
        Map<String, Long> rank = switch (sort) {
            case "growth" -> growth;
            case "novelty" -> merges.fold(index.firsts(all), Math::min, known);
            default -> size;
        };
        // by novelty there are all, however many; else the largest
        return (sort.equals("novelty") ? rank : size)
                .keySet().stream()
                        .sorted(Comparator.comparingLong((String story) -> -rank.getOrDefault(story, 0L))
                                .thenComparingLong(story -> -size.getOrDefault(story, 0L))
                                .thenComparing(Comparator.naturalOrder()))
                        .toList();
    }

    private static Map<String, Long> counts(Page page) {
        return page.facets().getOrDefault("story", List.of()).stream()
                .collect(Collectors.toMap(Page.Count::id, Page.Count::count));
    }

    private Row row(String id, Search all, long growth) throws IOException {
        Search whole = all.ofStories(merges.parts(id, all.view().known()));
        Page page = index.search(whole.page(Search.Order.OLDEST, 1, null)
                .inBuckets(SPARK)
                .countedBy(6, Facet.SOURCE, Facet.LANGUAGE, Facet.ENTITY, Facet.TOPIC));
        Page last = index.search(whole.page(Search.Order.NEWEST, 1, null));
        var first = page.items().getFirst().article().article();
        Page.Timeline timeline = page.timeline();
        return new Row(
                id,
                headline(first),
                first.url(),
                page.count(),
                growth,
                names(page, "source", Page.Count::name),
                names(page, "language", Page.Count::id),
                first.published(),
                last.items().getFirst().article().article().published(),
                page.facets().getOrDefault("entity", List.of()),
                page.facets().getOrDefault("topic", List.of()),
                timeline == null ? List.of() : timeline.counts());
    }

    private static String headline(Article article) {
        if (!article.title().isBlank()) {
            return article.title();
        }
        String text = article.summary().isBlank() ? article.body() : article.summary();
        return text.substring(0, Math.min(text.length(), 120));
    }

    private static List<String> names(Page page, String facet, Function<Page.Count, String> name) {
        return page.facets().getOrDefault(facet, List.of()).stream().map(name).toList();
    }

    private void story(Context context) throws IOException {
        Asked asked = new Asked(context, clock, names);
        String given = context.pathParam("id");
        mergesOfOld.copy().completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
        View view = asked.view();
        String id = merges.whole(given, view.known());
        Search all = Search.between(
                        Instant.parse("1900-01-01T00:00:00Z"), asked.at().plusMillis(1))
                .in(view)
                .ofStories(merges.parts(id, view.known()));
        Search.Cursor cursor = asked.cursor();
        Search items = all.page(Search.Order.OLDEST, asked.number("limit", Search.MAX_LIMIT, Search.MAX_LIMIT), cursor);
        Page page = index.search(
                cursor == null
                        ? items.countedBy(
                                30, Facet.ENTITY, Facet.TOPIC, Facet.SOURCE, Facet.LANGUAGE, Facet.PLACE, Facet.COUNTRY)
                        : items);
        if (page.count() == 0) {
            throw new NotFoundResponse("no story " + given);
        }
        Article first = end(all, Search.Order.OLDEST);
        Article last = end(all, Search.Order.NEWEST);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("headline", headline(first));
        answer.put("size", page.count());
        answer.put("firstSeen", first.published());
        answer.put("lastSeen", last.published());
        answer.put(
                "items",
                page.items().stream()
                        .map(item -> ArticleApi.excerpt(item, null))
                        .toList());
        answer.put("next", page.next());
        if (cursor == null) {
            answer.put("facets", page.facets());
            answer.put("headlines", headlines(all));
            answer.put("related", related(id, page, last.published(), asked));
        }
        Answers.json(context, answer);
    }

    /** The article at one end of a story that has some. */
    private Article end(Search all, Search.Order order) throws IOException {
        return index.search(all.page(order, 1, null))
                .items()
                .getFirst()
                .article()
                .article();
    }

    /** The headlines that were changed, each with all that it was, in the order of publication. */
    private List<Map<String, Object>> headlines(Search story) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        Search.Cursor cursor = null;
        do {
            Page page = index.search(story.ofRevised().page(Search.Order.OLDEST, Search.MAX_LIMIT, cursor));
            page.items().forEach(item -> change(item).ifPresent(all::add));
            cursor = page.next() == null ? null : Search.Cursor.parse(page.next());
        } while (cursor != null);
        return all;
    }

    private static Optional<Map<String, Object>> change(Page.Item item) {
        List<String> titles = new ArrayList<>();
        item.earlier().forEach(one -> titles.add(one.title()));
        titles.add(item.article().article().title());
        if (new TreeSet<>(titles).size() == 1) {
            return Optional.empty();
        }
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("article", item.article().article().id());
        change.put("source", item.article().article().source().name());
        change.put("titles", titles);
        return Optional.of(change);
    }

    /** Stories of a fortnight around it with two of its three main entities. */
    private List<Row> related(String id, Page page, Instant last, Asked asked) throws IOException {
        List<String> main = page.facets().getOrDefault("entity", List.of()).stream()
                .limit(3)
                .map(entity -> TrendApi.clause(Facet.ENTITY, entity.id()))
                .toList();
        if (main.size() < 2) {
            return List.of();
        }
        Instant end = last.plus(Duration.ofDays(7));
        Instant now = asked.at().plusMillis(1);
        Search near = Search.between(last.minus(Duration.ofDays(14)), end.isBefore(now) ? end : now)
                .in(asked.view())
                .matching(Query.parse("2 OF (" + String.join(", ", main) + ")"));
        List<Row> rows = new ArrayList<>();
        Page others = index.search(near.countedBy(RELATED, Facet.STORY));
        Set<String> shown = new HashSet<>(Set.of(id));
        for (Page.Count other : others.facets().getOrDefault("story", List.of())) {
            String whole = merges.whole(other.id(), near.view().known());
            if (rows.size() < RELATED / 2 && shown.add(whole)) {
                rows.add(row(whole, near, 0));
            }
        }
        return rows;
    }
}
