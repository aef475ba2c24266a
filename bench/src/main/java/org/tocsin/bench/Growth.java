package org.tocsin.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.entity.EntityTagger;
import org.tocsin.enrich.story.Stories;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Entity;
import org.tocsin.query.Document;
import org.tocsin.query.QueryIndex;

/** What an article costs of one processor as what it is compared with grows tenfold, the last of some rounds by turns. */
final class Growth {
    private static final int ROUNDS = 3;
    private static final int TIMED = 1_000;
    private static final int FEW_ENTITIES = 5_000;

    private final List<Article> articles;
    private final List<String> queries;

    /** @param queries the larger number of them */
    Growth(List<Article> articles, List<String> queries) {
        this.articles = articles;
        this.queries = queries;
    }

    void tell() {
        names();
        subscriptions();
        window();
    }

    private void names() {
        EntityTagger few = EntityTagger.shipped(FEW_ENTITIES);
        EntityTagger many = few.with(madeUp(9 * few.names()));
        compare("known names", few.names(), many.names(), articles, few::tag, many::tag);
    }

    private static Map<String, Optional<Entity>> madeUp(int count) {
        Map<String, Optional<Entity>> all = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String id = "tocsin:made-up-" + i;
            String name = "Name" + Integer.toString(i, 36) + " Surname" + Integer.toString(i * 31, 36);
            all.put(id, Optional.of(new Entity(id, "person", Map.of("en", List.of(name)), null, null)));
        }
        return all;
    }

    private void subscriptions() {
        QueryIndex few = Offline.index(queries.subList(0, queries.size() / 10));
        QueryIndex many = Offline.index(queries);
        List<EnrichedArticle> all = articles.stream()
                .map(article -> EnrichedArticle.tagged(article, List.of(), List.of(), ""))
                .toList();
        compare(
                "subscriptions",
                queries.size() / 10,
                queries.size(),
                all,
                article -> few.match(Document.of(article)),
                article -> many.match(Document.of(article)));
    }

    /** Articles that the stories remember: as many as there are, and a tenth of them. */
    private void window() {
        Tagger tagger = new Tagger();
        List<EnrichedArticle> tagged =
                articles.parallelStream().map(tagger::tag).toList();
        int timed = Math.min(TIMED, tagged.size() / 10);
        int few = tagged.size() / 10;
        double[] least = new double[2];
        for (int round = 0; round < ROUNDS; round++) {
            Stories stories = new Stories();
            for (int i = 0; i < tagged.size(); i++) {
                int number = i;
                Consumer<EnrichedArticle> assign = article -> stories.assign(article, number + 1L);
                double cost = micros(List.of(tagged.get(i)), assign);
                if (i >= few - timed && i < few) {
                    least[0] += round == ROUNDS - 1 ? cost / timed : 0;
                } else if (i >= tagged.size() - timed) {
                    least[1] += round == ROUNDS - 1 ? cost / timed : 0;
                }
            }
        }
        say("articles", few, tagged.size(), least[0], least[1]);
    }

    private static <T> void compare(
            String what, int few, int many, List<T> articles, Consumer<T> withFew, Consumer<T> withMany) {
        List<T> timed = new ArrayList<>(articles.subList(0, Math.min(TIMED, articles.size())));
        double first = 0;
        double second = 0;
        for (int round = 0; round < ROUNDS; round++) {
            first = micros(timed, withFew);
            second = micros(timed, withMany);
        }
        say(what, few, many, first, second);
    }

    private static void say(String what, int few, int many, double first, double second) {
        QueryBench.say("  %-14s %,12d %,12d %12.0f %12.0f %8.2f", what, few, many, first, second, second / first);
    }

    private static <T> double micros(List<T> articles, Consumer<T> work) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        articles.forEach(work);
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e3 / articles.size();
    }

    /** The names of the columns. */
    static void head() {
        QueryBench.say("%n  %-14s %12s %12s %12s %12s %8s", "as … grow", "from", "to", "µs then", "µs now", "times");
    }
}
