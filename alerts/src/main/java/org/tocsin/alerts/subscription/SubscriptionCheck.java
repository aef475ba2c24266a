package org.tocsin.alerts.subscription;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.channel.Channels;
import org.tocsin.alerts.channel.Problem;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.alerts.preview.Preview;
import org.tocsin.model.Destination;
import org.tocsin.model.Mute;
import org.tocsin.model.QuietHours;
import org.tocsin.model.Schedule;
import org.tocsin.model.Subscription;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;

/** Says what is wrong with a subscription, field by field, before it is saved. */
public final class SubscriptionCheck {
    private static final int MOST_DESTINATIONS = 10;
    private static final int MOST_MUTES = 500;
    private static final int MOST_LABELS = 50;
    private static final int MOST_PER_HOUR = 10_000;
    private static final int LONGEST = 200;

    /** A query that matches a larger share of the latest articles is warned of. */
    static final double MUCH = 0.05;

    private final Channels channels;
    private final Secrets secrets;
    private final Limits limits;
    private final Function<String, Query> queries;

    /** {@code queries} reads a query for keeping, so it may turn the names of entities into ids. */
    public SubscriptionCheck(Channels channels, Secrets secrets, Limits limits, Function<String, Query> queries) {
        this.channels = channels;
        this.secrets = secrets;
        this.limits = limits;
        this.queries = queries;
    }

    Secrets secrets() {
        return secrets;
    }

    /**
     * The subscription with ids for the names of entities in its query, so that it matches the same ones whatever the
     * names come to mean. A query without such names, or with a mistake, stays as it is written.
     */
    Subscription resolved(Subscription wanted) {
        try {
            String resolved = queries.apply(wanted.query()).text();
            return resolved.equals(Query.parse(wanted.query()).text()) ? wanted : wanted.withQuery(resolved);
        } catch (QueryException e) {
            return wanted;
        }
    }

    /**
     * {@link Refused} unless {@code subscription} may be saved.
     *
     * @param before what it replaces
     * @param owned those of its owner, if it has one
     */
    void require(Subscription subscription, @Nullable Subscription before, Collection<Subscription> owned) {
        List<Problem> problems = new ArrayList<>();
        own(subscription, problems);
        destinations(subscription.destinations(), before == null ? List.of() : before.destinations(), problems);
        if (!subscription.owner().isEmpty() && costsMore(subscription, before)) {
            limits(subscription, owned, problems);
        }
        if (!problems.isEmpty()) {
            throw new Refused(subscription.id(), problems);
        }
    }

    /** One that is paused, or loses an address, costs its owner no more than before, whatever the limits are by now. */
    private static boolean costsMore(Subscription subscription, @Nullable Subscription before) {
        return before == null
                || !subscription.owner().equals(before.owner())
                || !subscription.query().equals(before.query());
    }

    /** What {@code draft} would have done with the articles of {@code past}; {@link Refused} names a field that is wrong. */
    Preview preview(Subscription draft, Preview.Past past) {
        try {
            return Preview.of(draft.withQuery(queries.apply(draft.query()).text()), limits, past);
        } catch (QueryException e) {
            throw new Refused(draft.id(), List.of(new Problem("query", String.valueOf(e.getMessage()))));
        }
    }

    /** {@link Refused} when the query of the subscription {@code id} matches more than an owner's share of all articles. */
    void requireNarrow(String id, double share) {
        if (share > limits.matchShare()) {
            throw new Refused(
                    id,
                    List.of(new Problem(
                            "query",
                            "it matches %.1f %% of the latest articles; the limit of an owner is %.0f %%, so make it narrower"
                                    .formatted(share * 100, limits.matchShare() * 100))));
        }
    }

    private void own(Subscription subscription, List<Problem> problems) {
        require(
                subscription.id().matches("[\\w.:-]{1,100}"),
                "id",
                "it must have 1 to 100 letters, digits and any of . : _ -",
                problems);
        require(
                subscription.owner().matches("[\\w.@:+-]{0,100}"),
                "owner",
                "it may have up to 100 letters, digits and any of . @ : + _ -",
                problems);
        require(
                subscription.name().length() <= LONGEST
                        && subscription.name().chars().noneMatch(Character::isISOControl),
                "name",
                "it may have up to 200 characters, none of them a control character",
                problems);
        try {
            var _ = queries.apply(subscription.query());
        } catch (QueryException e) {
            problems.add(new Problem("query", String.valueOf(e.getMessage())));
        }
        times(subscription, problems);
        require(subscription.mutes().size() <= MOST_MUTES, "mutes", "there may be up to 500", problems);
        for (Mute mute : subscription.mutes()) {
            require(!mute.value().isBlank(), "mutes.value", "it must name what is muted", problems);
        }
        require(
                subscription.labels().size() <= MOST_LABELS
                        && subscription.labels().stream().allMatch(label -> label.matches("[\\w.:/ -]{1,60}")),
                "labels",
                "there may be up to 50, each of up to 60 letters, digits and any of . : / _ -",
                problems);
    }

    /** {@link Refused} unless it can be said when alerts of {@code subscription} go out, as for one that is only tried. */
    public static void requireTimes(Subscription subscription) {
        List<Problem> problems = new ArrayList<>();
        times(subscription, problems);
        if (!problems.isEmpty()) {
            throw new Refused(subscription.id(), problems);
        }
    }

    private static void times(Subscription subscription, List<Problem> problems) {
        schedule(subscription.schedule(), problems);
        QuietHours quiet = subscription.quietHours();
        if (quiet != null) {
            zone(quiet.zone(), "quietHours.zone", problems);
            time(quiet.from(), "quietHours.from", problems);
            time(quiet.to(), "quietHours.to", problems);
            require(
                    !sameTime(quiet.from(), quiet.to()),
                    "quietHours.to",
                    "it must differ from the beginning",
                    problems);
        }
        require(
                subscription.perHour() >= 0 && subscription.perHour() <= MOST_PER_HOUR,
                "perHour",
                "it must be between 0, for no cap, and 10000",
                problems);
    }

    /** Those that stay as they were are not checked again, so that who may pause a subscription can resume it. */
    private void destinations(List<Destination> destinations, List<Destination> before, List<Problem> problems) {
        require(destinations.size() <= MOST_DESTINATIONS, "destinations", "there may be up to 10", problems);
        for (int i = 0; i < destinations.size() && i < MOST_DESTINATIONS; i++) {
            Destination destination = destinations.get(i);
            String field = "destinations[%d].".formatted(i);
            require(
                    destinations.subList(0, i).stream().noneMatch(destination::isAt),
                    field + "target",
                    "it stands there twice; give it once",
                    problems);
            if (before.contains(destination)) {
                continue;
            }
            boolean asItIs = destination.secret().isEmpty() || Secrets.isReference(destination.secret());
            require(
                    asItIs || secrets.isShared(),
                    field + "secret",
                    "this process cannot keep it for those that deliver: give all of them the same secret-key",
                    problems);
            try {
                for (Problem problem : channels.check(destination, secrets.reveal(destination.secret()))) {
                    problems.add(new Problem(field + problem.field(), problem.reason()));
                }
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(field + "secret", String.valueOf(e.getMessage())));
            }
            require(
                    destination.option("ordered", "false").matches("true|false"),
                    field + "options.ordered",
                    "it must be true or false",
                    problems);
        }
    }

    private static void schedule(Schedule schedule, List<Problem> problems) {
        switch (schedule.kind()) {
            case AT_ONCE, HOURLY -> {}
            case EVERY ->
                require(
                        schedule.minutes() >= 1 && schedule.minutes() <= 1_440,
                        "schedule.minutes",
                        "it must be between 1 and 1440",
                        problems);
            case DAILY -> {
                zone(schedule.zone(), "schedule.zone", problems);
                time(schedule.at(), "schedule.at", problems);
            }
            case WEEKLY -> {
                zone(schedule.zone(), "schedule.zone", problems);
                time(schedule.at(), "schedule.at", problems);
                require(
                        Arrays.stream(DayOfWeek.values())
                                .anyMatch(
                                        day -> day.name().equals(schedule.day().toUpperCase(Locale.ROOT))),
                        "schedule.day",
                        "it must be a day of the week, such as monday",
                        problems);
            }
        }
    }

    private static void zone(String zone, String field, List<Problem> problems) {
        try {
            var _ = ZoneId.of(zone);
        } catch (DateTimeException e) {
            problems.add(new Problem(
                    field, (zone.isEmpty() ? "nothing" : zone) + " is no time zone; write one such as Europe/Kyiv"));
        }
    }

    /** Whether both are the same time of day, also as 22:00 and 22:00:00. */
    private static boolean sameTime(String one, String other) {
        try {
            return LocalTime.parse(one).equals(LocalTime.parse(other));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static void time(String time, String field, List<Problem> problems) {
        try {
            var _ = LocalTime.parse(time);
        } catch (DateTimeException e) {
            problems.add(new Problem(
                    field, (time.isEmpty() ? "nothing" : time) + " is no time of day; write one such as 08:30"));
        }
    }

    private void limits(Subscription subscription, Collection<Subscription> owned, List<Problem> problems) {
        int count = 1;
        int cost = subscription.query().length();
        for (Subscription other : owned) {
            if (!other.id().equals(subscription.id())) {
                count++;
                cost += other.query().length();
            }
        }
        require(
                count <= limits.subscriptions(),
                "owner",
                "%s has %,d subscriptions already, which is the limit"
                        .formatted(subscription.owner(), limits.subscriptions()),
                problems);
        require(
                cost <= limits.queryCost(),
                "query",
                "the queries of %s would have %,d characters together; the limit is %,d"
                        .formatted(subscription.owner(), cost, limits.queryCost()),
                problems);
    }

    private static void require(boolean holds, String field, @Nullable String reason, List<Problem> problems) {
        if (!holds) {
            problems.add(new Problem(field, String.valueOf(reason)));
        }
    }
}
