package org.tocsin.replay.feedback;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The share of good ones among the judged alerts of one topic or subscription in one period.
 *
 * @param of {@code subscription} or {@code topic}; an alert counts for a topic when its query names the topic and its
 *     article carries it
 * @param period the day, the Monday of the week or the first of the month (UTC) when the alerts were made, {@code all} for
 *     all times
 * @param low lower bound of the precision at 95 % confidence (Wilson 1927)
 * @param high upper bound
 */
public record Precision(
        String of,
        String id,
        String name,
        String period,
        long good,
        long wrong,
        double precision,
        double low,
        double high) {
    private static final double Z = 1.96;

    /** How long a period is. */
    public enum Every {
        day,
        week,
        month;

        String period(Instant time) {
            LocalDate date = LocalDate.ofInstant(time, ZoneOffset.UTC);
            return (switch (this) {
                        case day -> date;
                        case week -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                        case month -> date.withDayOfMonth(1);
                    })
                    .toString();
        }
    }

    private record Key(String of, String id, String name, String period) {}

    /** The precision of each subscription and topic, for all times and then period by period. */
    public static List<Precision> of(List<Judgement> judgements, Every every) {
        Comparator<Key> order =
                Comparator.comparing(Key::of).thenComparing(Key::id).thenComparing(Key::period);
        Map<Key, long[]> counts = new TreeMap<>(order);
        for (Judgement one : judgements) {
            for (String period : List.of("all", every.period(one.alert().created()))) {
                count(
                        counts,
                        new Key(
                                "subscription",
                                one.alert().subscription(),
                                one.alert().subscriptionName(),
                                period),
                        one);
                for (String topic : one.topics()) {
                    count(counts, new Key("topic", topic, topic, period), one);
                }
            }
        }
        List<Precision> all = new ArrayList<>();
        counts.forEach((key, count) -> all.add(of(key, count[0], count[1])));
        all.sort(Comparator.comparing((Precision one) -> one.of())
                .thenComparing(Precision::id)
                .thenComparing(one -> !one.period().equals("all"))
                .thenComparing(Precision::period));
        return all;
    }

    private static void count(Map<Key, long[]> counts, Key key, Judgement one) {
        counts.computeIfAbsent(key, none -> new long[2])[one.good() ? 0 : 1]++;
    }

    private static Precision of(Key key, long good, long wrong) {
        double n = good + wrong;
        double share = good / n;
        double middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
        double reach = Z / (1 + Z * Z / n) * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return new Precision(
                key.of(),
                key.id(),
                key.name(),
                key.period(),
                good,
                wrong,
                share,
                Math.max(0, middle - reach),
                Math.min(1, middle + reach));
    }
}
