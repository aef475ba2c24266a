package org.tocsin.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Generation;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;

/** Which topics hold articles that were tagged anew, and from which the past is read. Reads only. */
public final class Generations {
    private static final String PREFIX = Topic.ENRICHED.name() + "-";
    private static final Pattern VERSION = Pattern.compile("\\d+\\+\\d+");

    private Generations() {}

    /** The topic of articles tagged with a version such as {@code 1+3}; {@link IllegalArgumentException} for anything else. */
    public static Topic<EnrichedArticle> topic(String knowledge) {
        if (!VERSION.matcher(knowledge).matches()) {
            throw new IllegalArgumentException(knowledge + " is no version of knowledge; one looks like 1+3");
        }
        return named(PREFIX + knowledge.replace('+', '.'));
    }

    /** The version that the articles of such a topic are tagged with. */
    public static String knowledge(Topic<EnrichedArticle> topic) {
        return topic.name().substring(PREFIX.length()).replace('.', '+');
    }

    private static Topic<EnrichedArticle> named(String name) {
        return new Topic<>(name, EnrichedArticle.class, 1, null, false, "replay");
    }

    /** Those that there are, by name. */
    public static List<Topic<EnrichedArticle>> topics(KafkaSettings kafka) {
        try (Admin admin = Admin.create(kafka.client())) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS).stream()
                    .filter(name -> name.startsWith(PREFIX))
                    .sorted()
                    .map(Generations::named)
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the topics cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Every switch, the latest last. */
    public static List<Generation> all(KafkaSettings kafka) {
        List<Generation> all = new ArrayList<>();
        Log.read(kafka, Topic.GENERATIONS, 0, item -> all.add(item.value()));
        return all;
    }

    /** The latest switch; null when the past is read from the live topic. */
    public static @Nullable Generation inForce(KafkaSettings kafka) {
        List<Generation> all = all(kafka);
        return all.isEmpty() || all.getLast().topic().isEmpty() ? null : all.getLast();
    }

    /** The offset of the live topic that the last record of such a topic stands for; -1 when it has none or is not there. */
    public static long standsFor(KafkaSettings kafka, Topic<EnrichedArticle> topic) {
        if (topics(kafka).stream().noneMatch(one -> one.name().equals(topic.name()))) {
            return -1;
        }
        long[] last = {-1};
        Log.latest(kafka, topic, 1, item -> last[0] = Scan.standsFor(item));
        return last[0];
    }
}
