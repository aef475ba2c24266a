package org.tocsin.enrich.trend;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.TopicTag;
import org.tocsin.model.Trend;

/**
 * Counts articles per topic, entity, place, source and language by published time (never later than ingested), and tells
 * a burst from the usual.
 *
 * <p>The burst score is that of {@link Trend#burst} between the articles of the last 60 minutes and the usual for that hour of
 * that weekday: the mean of the same hour and the ones before and after it in those of the four weeks before of which
 * there is a log. Where that is only one, the usual is the mean of the 24 hours before, as far as there is a log of them;
 * with less than {@link #LEAST_KNOWN} hours of it there is no usual and no burst, nor where fewer than two publishers report:
 * copies of a text count as articles, but not as a publisher of their own.
 *
 * <p>A late article adds to the hour in which it was published, and the windows that it changes are given out again under
 * the same key. Not thread-safe.
 */
public final class Trends {
    /** How long counts are kept. */
    public static final Duration KEPT = Duration.ofDays(90);

    /** The window in which counts are kept; minutes and days are made from it. */
    public static final Duration HOUR = Duration.ofHours(1);

    private static final int MAX_KEYS = 64;
    private static final int MAX_CHANGED = 50_000;
    private static final int MAX_USUAL = 20_000;
    private static final int MAX_DAYS = 20_000;
    private static final int WEEKS = 4;
    private static final int LEAST_WEEKS = 2;
    private static final int LEAST_KNOWN = 6;
    private static final int DAY = 24;

    /** Counts every article: the hours of which there is a log. Never given out. */
    private static final String ALL = "all";

    /** Where the hours are. */
    public interface Hours {
        /** The hour of a key, null when it brought nothing or is no longer kept. */
        @Nullable
        Hour get(String key, Instant start);

        void put(String key, Instant start, Hour hour);
    }

    private final Hours hours;
    private final Map<String, Changed> changed = new LinkedHashMap<>();
    private final Map<String, Map<Instant, Double>> usual = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<Instant, Double>> eldest) {
            return size() > MAX_USUAL;
        }
    };

    /** What a key brought in a day, of the keys given out of late, so that its hours are not read again each time. */
    private final Map<Window, Long> days = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Window, Long> eldest) {
            return size() > MAX_DAYS;
        }
    };

    private Instant newest = Instant.MIN;

    private record Window(String key, Instant start) {}

    /** Minutes of a key to be given out again, of a place in both dimensions. */
    private record Changed(Set<Instant> minutes, boolean place) {}

    public Trends(Hours hours) {
        this.hours = hours;
    }

    /** Counts an article in; returns the highest burst score among its topics. A revision was counted before. */
    public double count(EnrichedArticle enriched) {
        Article article = enriched.article();
        Instant time = article.published().isAfter(article.ingested()) ? article.ingested() : article.published();
        Instant start = time.truncatedTo(ChronoUnit.HOURS);
        if (article.revision() <= 1) {
            int publisher = enriched.duplicateOf().isEmpty() ? publisher(article) : 0;
            int minute = (int) ChronoUnit.MINUTES.between(start, time);
            boolean late = start.isBefore(newest);
            newest = late ? newest : start;
            if (late && hours.get(ALL, start) == null) {
                usual.clear();
            }
            add(ALL, start, minute, 0);
            keys(enriched).forEach((key, place) -> {
                add(key, start, minute, publisher);
                if (late) {
                    usual.remove(key);
                }
                mark(key, place, time.truncatedTo(ChronoUnit.MINUTES));
            });
        }
        double burst = 0;
        for (TopicTag topic : enriched.topics()) {
            burst = Math.max(burst, burst("topic/" + topic.id(), time));
        }
        return burst;
    }

    private void add(String key, Instant start, int minute, int publisher) {
        Hour before = hours.get(key, start);
        hours.put(key, start, (before == null ? Hour.EMPTY : before).plus(minute, publisher));
        days.computeIfPresent(new Window(key, start.truncatedTo(ChronoUnit.DAYS)), (window, count) -> count + 1);
    }

    /** The score of a key, such as {@code topic/kursk}, in the 60 minutes until {@code time}. */
    double burst(String key, Instant time) {
        Instant start = time.truncatedTo(ChronoUnit.HOURS);
        int minute = (int) ChronoUnit.MINUTES.between(start, time);
        Hour now = get(key, start);
        Hour before = get(key, start.minus(HOUR));
        int earlier = before.count(minute + 1, 59);
        if (now.publishersWith(earlier == 0 ? Hour.EMPTY : before) < Trend.BURST_PUBLISHERS) {
            return 0;
        }
        int count = now.count(0, minute) + earlier;
        double usual = usual(key, start);
        return Double.isNaN(usual) ? 0 : Trend.burst(count, usual);
    }

    /** Articles an hour, NaN where too little of the past is known. */
    private double usual(String key, Instant start) {
        return usual.computeIfAbsent(key, fresh -> new HashMap<>()).computeIfAbsent(start, fresh -> {
            int weeks = 0;
            double weekly = 0;
            for (int week = 1; week <= WEEKS; week++) {
                Instant then = start.minus(Duration.ofDays(7L * week));
                if (known(then)) {
                    weeks++;
                    for (int around = -1; around <= 1; around++) {
                        weekly += get(key, then.plus(HOUR.multipliedBy(around))).count();
                    }
                }
            }
            if (weeks >= LEAST_WEEKS) {
                return weekly / (3 * weeks);
            }
            int known = 0;
            double daily = 0;
            for (int back = 2; back < 2 + DAY; back++) {
                Instant then = start.minus(HOUR.multipliedBy(back));
                daily += get(key, then).count();
                known = hours.get(ALL, then) == null ? known : back - 1;
            }
            return known < LEAST_KNOWN ? Double.NaN : daily / known;
        });
    }

    /** Whether there is a log of an hour: whether anything at all came in the half day before or after it. */
    private boolean known(Instant hour) {
        for (int away = 0; away <= DAY / 2; away++) {
            if (hours.get(ALL, hour.minus(HOUR.multipliedBy(away))) != null
                    || hours.get(ALL, hour.plus(HOUR.multipliedBy(away))) != null) {
                return true;
            }
        }
        return false;
    }

    private Hour get(String key, Instant start) {
        return Objects.requireNonNullElse(hours.get(key, start), Hour.EMPTY);
    }

    /** Notes that a minute must be given out again; more than {@link #MAX_CHANGED} keys wait for {@link #changes}. */
    private void mark(String key, boolean place, Instant minute) {
        changed.computeIfAbsent(key, fresh -> new Changed(new TreeSet<>(), place))
                .minutes()
                .add(minute);
    }

    /** Whether so much has changed that it should be given out now. */
    public boolean full() {
        return changed.size() >= MAX_CHANGED;
    }

    /** Keys that wait for {@link #changes}. */
    public int waiting() {
        return changed.size();
    }

    /**
     * Minutes, hours and days that have changed and were not given out since, each once.
     *
     * @param most keys, those first that have waited longest
     */
    public List<Trend> changes(int most) {
        List<Trend> trends = new ArrayList<>();
        var waiting = changed.entrySet().iterator();
        for (int i = 0; i < most && waiting.hasNext(); i++) {
            var next = waiting.next();
            waiting.remove();
            give(next.getKey(), next.getValue(), trends);
        }
        return trends;
    }

    private void give(String key, Changed what, List<Trend> trends) {
        int first = trends.size();
        Set<Instant> hoursOf = new TreeSet<>();
        Set<Instant> daysOf = new TreeSet<>();
        for (Instant minute : what.minutes()) {
            Instant start = minute.truncatedTo(ChronoUnit.HOURS);
            Hour hour = hours.get(key, start);
            if (hour != null) {
                int at = (int) ChronoUnit.MINUTES.between(start, minute);
                trends.add(trend(key, minute, 60, hour.count(at), 0));
                hoursOf.add(start);
                daysOf.add(minute.truncatedTo(ChronoUnit.DAYS));
            }
        }
        for (Instant start : hoursOf) {
            trends.add(trend(
                    key,
                    start,
                    3_600,
                    get(key, start).count(),
                    burst(key, start.plus(HOUR).minusSeconds(60))));
        }
        for (Instant day : daysOf) {
            trends.add(trend(key, day, 86_400, days.computeIfAbsent(new Window(key, day), this::count), 0));
        }
        if (what.place()) {
            for (Trend one : List.copyOf(trends.subList(first, trends.size()))) {
                trends.add(new Trend(
                        "place", one.key(), one.windowStart(), one.windowSeconds(), one.count(), one.burst()));
            }
        }
    }

    private long count(Window day) {
        long count = 0;
        for (int hour = 0; hour < DAY; hour++) {
            count += get(day.key(), day.start().plus(HOUR.multipliedBy(hour))).count();
        }
        return count;
    }

    private static Trend trend(String key, Instant start, int seconds, long count, double burst) {
        int slash = key.indexOf('/');
        return new Trend(key.substring(0, slash), key.substring(slash + 1), start, seconds, count, burst);
    }

    /** The key of a trend in the log: dimension, key, length and start of the window. */
    public static String key(Trend trend) {
        return trend.dimension() + "/" + trend.key() + "/" + trend.windowSeconds() + "/" + trend.windowStart();
    }

    /** What an article counts for, and whether that is a place: its entity counts for it too. */
    private static Map<String, Boolean> keys(EnrichedArticle enriched) {
        Map<String, Boolean> keys = new LinkedHashMap<>();
        Article article = enriched.article();
        if (!article.language().isEmpty()) {
            keys.put("language/" + article.language(), false);
        }
        String source = source(article);
        if (!source.isEmpty()) {
            keys.put("source/" + source.substring(0, Math.min(200, source.length())), false);
        }
        enriched.topics().forEach(topic -> keys.put("topic/" + topic.id(), false));
        for (Mention mention : enriched.mentions()) {
            String entity = mention.entity();
            if (entity != null && !entity.isEmpty() && keys.size() < MAX_KEYS) {
                keys.merge("entity/" + entity, mention.type().equals("place"), Boolean::logicalOr);
            }
        }
        return keys;
    }

    private static String source(Article article) {
        return !article.source().id().isEmpty()
                ? article.source().id()
                : article.source().domain();
    }

    /** Never 0. */
    private static int publisher(Article article) {
        String publisher = article.source().publisher().isEmpty()
                ? source(article)
                : article.source().publisher();
        return publisher.hashCode() == 0 ? 1 : publisher.hashCode();
    }
}
