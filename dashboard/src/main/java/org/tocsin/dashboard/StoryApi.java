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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tocsin.dashboard.history.Facet;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Page;
import org.tocsin.dashboard.history.Search;
import org.tocsin.model.Article;
import org.tocsin.model.Story;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;

/**
 * Stories as they stood at any time: counted from the history, so that the past is asked as the present is. A story's
 * growth is the number of its articles in the last eighth of the window.
 */
final class StoryApi {
    private static final Duration WINDOW = Duration.ofDays(2);
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final int MEASURED = 400;
    private static final int MOST = 100;
    private static final int SPARK = 24;

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
    private final Map<String, String> merged = new ConcurrentHashMap<>();

    StoryApi(HistoryIndex index, InstantSource clock, EntityNames names) {
        this.names = names;
        this.index = index;
        this.clock = clock;
    }

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/stories", this::list);
        routes.get("/api/v1/stories/{id}", this::story);
    }

    /** Takes note of a merge. */
    void know(Story story) {
        if (!story.mergedInto().isEmpty()) {
            merged.put(story.id(), story.mergedInto());
        }
    }

    private void list(Context context) throws IOException {
        Asked asked = new Asked(context, clock, names);
        Instant to = asked.at().plusMillis(1);
        Duration window = asked.duration("window", WINDOW, LONGEST);
        int limit = asked.number("limit", 30, MOST);
        Query query = asked.query();
        Comparator<Row> order = switch (asked.text("sort", "size")) {
            case "size" -> Comparator.comparingLong(Row::size);
            case "growth" -> Comparator.comparingLong(Row::growth).thenComparingLong(Row::size);
            case "novelty" -> Comparator.comparing(Row::firstSeen);
            default -> throw new IllegalArgumentException("sort must be size, growth or novelty");
        };
        Search all = Search.between(to.minus(window), to).matching(query);
        Page sizes = index.search(all.countedBy(MEASURED, Facet.STORY));
        Map<String, Long> growth = counts(index.search(Search.between(to.minus(window.dividedBy(8)), to)
                .matching(query)
                .countedBy(1_000, Facet.STORY)));
        List<Row> rows = new ArrayList<>();
        List<Page.Count> chosen = choose(sizes, growth, asked.text("sort", "size"), limit);
        for (Page.Count story : chosen) {
            rows.add(row(story.id(), all, growth.getOrDefault(story.id(), 0L)));
        }
        rows.sort(order.reversed().thenComparing(Row::id));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("from", all.from());
        answer.put("to", to);
        answer.put("articles", sizes.count());
        answer.put("items", rows.subList(0, Math.min(limit, rows.size())));
        Answers.json(context, answer);
    }

    private static List<Page.Count> choose(Page sizes, Map<String, Long> growth, String sort, int limit) {
        List<Page.Count> stories = new ArrayList<>(sizes.facets().getOrDefault("story", List.of()));
        if (sort.equals("growth")) {
            stories.sort(Comparator.comparingLong((Page.Count story) -> growth.getOrDefault(story.id(), 0L))
                    .reversed());
        }
        return stories.subList(0, Math.min(stories.size(), sort.equals("novelty") ? limit * 3 : limit));
    }

    private static Map<String, Long> counts(Page page) {
        return page.facets().getOrDefault("story", List.of()).stream()
                .collect(Collectors.toMap(Page.Count::id, Page.Count::count));
    }

    private Row row(String id, Search all, long growth) throws IOException {
        Page page = index.search(all.ofStory(id)
                .page(Search.Order.OLDEST, 1, null)
                .inBuckets(SPARK)
                .countedBy(6, Facet.SOURCE, Facet.LANGUAGE, Facet.ENTITY, Facet.TOPIC));
        Page last = index.search(all.ofStory(id).page(Search.Order.NEWEST, 1, null));
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
        String id = merged.getOrDefault(given, given);
        Search all = Search.between(
                        Instant.parse("1900-01-01T00:00:00Z"), asked.at().plusMillis(1))
                .ofStory(id);
        Page page = index.search(all.page(Search.Order.OLDEST, Search.MAX_LIMIT, null)
                .countedBy(30, Facet.ENTITY, Facet.TOPIC, Facet.SOURCE, Facet.LANGUAGE, Facet.PLACE, Facet.COUNTRY));
        if (page.count() == 0) {
            throw new NotFoundResponse("no story " + given);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("headline", headline(page.items().getFirst().article().article()));
        answer.put("size", page.count());
        answer.put("facets", page.facets());
        answer.put("items", page.items().stream().map(ArticleApi::excerpt).toList());
        answer.put("headlines", headlines(page.items()));
        answer.put("related", related(id, page, asked.at()));
        Answers.json(context, answer);
    }

    /** Every headline in the order in which it appeared, with the revisions that changed one. */
    private static List<Map<String, Object>> headlines(List<Page.Item> items) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Page.Item item : items) {
            List<String> titles = new ArrayList<>();
            item.earlier().forEach(one -> titles.add(one.title()));
            titles.add(item.article().article().title());
            if (new TreeSet<>(titles).size() > 1) {
                Map<String, Object> change = new LinkedHashMap<>();
                change.put("article", item.article().article().id());
                change.put("source", item.article().article().source().name());
                change.put("titles", titles);
                all.add(change);
            }
        }
        return all;
    }

    /** Stories of a fortnight around it with two of its three main entities. */
    private List<Row> related(String id, Page page, Instant at) throws IOException {
        List<String> main = page.facets().getOrDefault("entity", List.of()).stream()
                .limit(3)
                .map(entity -> TrendApi.clause(Facet.ENTITY, entity.id()))
                .toList();
        if (main.size() < 2) {
            return List.of();
        }
        Instant last = page.items().getLast().article().article().published();
        Instant end = last.plus(Duration.ofDays(7));
        Search near = Search.between(last.minus(Duration.ofDays(14)), end.isBefore(at) ? end : at.plusMillis(1))
                .matching(Query.parse("2 OF (" + String.join(", ", main) + ")"));
        List<Row> rows = new ArrayList<>();
        for (Page.Count other :
                index.search(near.countedBy(9, Facet.STORY)).facets().getOrDefault("story", List.of())) {
            if (!other.id().equals(id) && rows.size() < 8) {
                rows.add(row(other.id(), near, 0));
            }
        }
        return rows;
    }
}
