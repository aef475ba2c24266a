package org.tocsin.app.crash;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.model.Decision;
import org.tocsin.model.Match;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Log;

/**
 * What the log says when all is done: matches = sent + held + merged + dropped. Withdrawals stand aside, since each is one
 * record that every reader of the article is decided on for.
 *
 * @param matches without withdrawals
 * @param outcomes decisions on them, by outcome
 * @param twice alerts that stand in the log more than once
 */
public record Books(long matches, Map<String, Integer> outcomes, List<String> twice) {
    public int decisions() {
        return outcomes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether each match is decided on and no alert stands in the log twice. */
    public boolean addsUp() {
        return matches == decisions() && twice.isEmpty();
    }

    /** Read again until every match is decided on, up to a minute. */
    public static Books settled(KafkaSettings kafka) {
        Instant end = Instant.now().plusSeconds(60);
        Books books = read(kafka);
        while (books.matches > books.decisions() && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(1_000_000_000);
            books = read(kafka);
        }
        return books;
    }

    private static Books read(KafkaSettings kafka) {
        long[] matches = {0};
        Map<String, Integer> outcomes = new TreeMap<>();
        Set<String> ids = new HashSet<>();
        Set<String> twice = new HashSet<>();
        Log.read(kafka, Topic.MATCHES, 0, item -> matches[0] += counts(item.value()) ? 1 : 0);
        Log.read(kafka, Topic.DECISIONS, 0, item -> {
            if (counts(item.value())) {
                outcomes.merge(item.value().outcome(), 1, Integer::sum);
            }
        });
        Log.read(kafka, Topic.ALERTS, 0, item -> {
            if (!ids.add(item.value().id())) {
                twice.add(item.value().id());
            }
        });
        return new Books(matches[0], outcomes, List.copyOf(twice));
    }

    /** Whether it is a match at all, which what somebody else has written there is not, and no withdrawal. */
    private static boolean counts(Match match) {
        return match.article() != null && !match.subscription().isEmpty();
    }

    /** The same of a decision; those on withdrawals name no version of their subscription. */
    private static boolean counts(Decision decision) {
        return decision.outcome() != null && decision.subscriptionVersion() > 0;
    }
}
