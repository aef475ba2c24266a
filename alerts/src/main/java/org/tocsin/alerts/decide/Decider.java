package org.tocsin.alerts.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Alert;
import org.tocsin.model.Alerts;
import org.tocsin.model.Article;
import org.tocsin.model.Decision;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Match;
import org.tocsin.model.Mute;
import org.tocsin.model.Schedule;
import org.tocsin.model.Send;
import org.tocsin.model.Subscription;
import org.tocsin.model.TopicTag;

/**
 * Decides on matches: once per story, again for what is new, in digests, never in quiet hours, capped, muted. Not
 * thread-safe. The same matches and the same times give the same alerts.
 */
public final class Decider {
    /** How long it is remembered what a subscription was told, after the story or the article last matched. */
    public static final Duration MEMORY = Duration.ofDays(30);

    /** How long an article is remembered that was merged or dropped. */
    static final Duration SHORT_MEMORY = Duration.ofDays(14);

    private static final int DIGESTS_AT_ONCE = 1_000;

    private final Function<String, @Nullable Subscription> subscriptions;
    private final Limits limits;
    private final Memory memory;
    private final Listener listener;

    /** What hears of the decisions, each in the order in which it was taken. */
    public interface Listener {
        /** An alert goes out now, to the destinations of {@code subscription}. */
        void alert(Alert alert, Subscription subscription);

        void decision(Decision decision);
    }

    Decider(Function<String, @Nullable Subscription> subscriptions, Limits limits, Memory memory, Listener listener) {
        this.subscriptions = subscriptions;
        this.limits = limits;
        this.memory = memory;
        this.listener = listener;
    }

    /** One that remembers in this process only, for previews and backtests. */
    public static Decider inMemory(
            Function<String, @Nullable Subscription> subscriptions, Limits limits, Listener listener) {
        return new Decider(subscriptions, limits, new MapMemory(), listener);
    }

    /** What a match is worth, before the schedule has its say. */
    private record Verdict(String kind, Reason reason) {
        boolean alerts() {
            return !kind.isEmpty();
        }
    }

    /** When something held goes out, and why it is held. */
    private record Hold(Instant due, Reason reason) {}

    /**
     * Decides on {@code match}, which came in at {@code now}.
     *
     * @return for how many subscriptions: a withdrawal is as many matches as the article has readers, an edit as many as the
     *     readers that it tells of it though their queries do not match it
     */
    public int decide(Match match, Instant now) {
        Article article = match.article().article();
        if (!match.subscription().isEmpty()) {
            decide(match.subscription(), match, now);
            return 1;
        }
        List<String> readers = memory.readers(article.id());
        if (article.retracted()) {
            readers.forEach(reader -> withdraw(reader, match, now));
            return readers.size();
        }
        return (int)
                readers.stream().filter(reader -> correct(reader, match, now)).count();
    }

    private void decide(String id, Match match, Instant now) {
        EnrichedArticle enriched = match.article();
        Article article = enriched.article();
        Seen seen = memory.seen(article.id(), id);
        if (seen != null && seen.revision() >= article.revision()) {
            say(id, match, Reason.REPEAT, seen.alert(), now);
            return;
        }
        if (seen == null && article.revision() > 1 && article.published().isBefore(now.minus(SHORT_MEMORY))) {
            say(id, match, Reason.FORGOTTEN, "", now);
            return;
        }
        Subscription subscription = subscriptions.apply(id);
        Reason hindrance = hindrance(subscription, enriched, now);
        if (subscription == null || hindrance != null) {
            say(id, match, hindrance == null ? Reason.REMOVED : hindrance, "", now);
            return;
        }
        Told told = told(id, enriched);
        Verdict verdict = verdict(subscription, match, seen, told);
        Seen first = seen != null ? seen : original(id, enriched);
        String latest = told != null ? told.alert() : first != null ? first.alert() : "";
        if (verdict.alerts()) {
            Alert alert = Alerts.of(verdict.kind(), match, subscription, article.title(), now);
            latest = alert.id();
            tell(alert, subscription, match, verdict.reason(), now);
        } else {
            say(id, match, verdict.reason(), latest, now);
        }
        boolean known = seen != null && seen.told();
        String own = seen != null && known && !verdict.alerts() ? seen.alert() : latest;
        memory.seen(
                article.id(),
                id,
                new Seen(article.revision(), known || verdict.alerts(), own, enriched.story(), article.title(), now));
        if (verdict.alerts()) {
            told = told == null ? Told.of(match, latest, now) : told.with(match, latest, now);
        } else if (told != null) {
            told = told.without(latest, now);
        }
        // an edit that is in another story than the article was tells nothing of that story
        if (told != null) {
            memory.told(id, enriched.story(), told);
        }
    }

    /** What was told of the story, and of every story that has become part of it. */
    private @Nullable Told told(String id, EnrichedArticle enriched) {
        Told told = memory.told(id, enriched.story());
        for (String merged : enriched.storyMerged()) {
            Told other = memory.told(id, merged);
            if (other != null) {
                told = told == null ? other : told.with(other);
            }
        }
        return told;
    }

    private Verdict verdict(Subscription subscription, Match match, @Nullable Seen seen, @Nullable Told told) {
        if (seen != null) {
            return seen.told() && subscription.wants(Send.UPDATES)
                    ? new Verdict("update", Reason.UPDATE)
                    : new Verdict("", Reason.EDITED);
        }
        if (original(subscription.id(), match.article()) != null) {
            return new Verdict("", Reason.DUPLICATE);
        }
        if (told == null) {
            return new Verdict("first", Reason.FIRST);
        }
        if (told.bringsNews(match)) {
            return new Verdict("news", Reason.NEWS);
        }
        if (subscription.wants(Send.SOURCES) && told.bringsSource(match)) {
            return new Verdict("source", Reason.SOURCE);
        }
        return subscription.wants(Send.EVERYTHING)
                ? new Verdict("news", Reason.EVERYTHING)
                : new Verdict("", Reason.COVERED);
    }

    /**
     * The article of which this is a copy, as the subscription saw it, in whatever story. What was kept from the subscription
     * in the original may be news in the copy, so there is none then.
     */
    private @Nullable Seen original(String subscription, EnrichedArticle enriched) {
        String original = enriched.duplicateOf();
        return original.isEmpty() ? null : memory.seen(original, subscription);
    }

    private static @Nullable Reason hindrance(
            @Nullable Subscription subscription, EnrichedArticle enriched, Instant now) {
        if (subscription == null) {
            return Reason.REMOVED;
        }
        if (!enriched.article().origin().alerts()) {
            return Reason.HISTORY;
        }
        Instant expires = subscription.expires();
        if (expires != null && !expires.isAfter(now)) {
            return Reason.EXPIRED;
        }
        if (subscription.paused()) {
            return Reason.PAUSED;
        }
        return subscription.mutes().stream().anyMatch(mute -> mutes(mute, enriched, now)) ? Reason.MUTED : null;
    }

    private static boolean mutes(Mute mute, EnrichedArticle enriched, Instant now) {
        Instant until = mute.until();
        if (until != null && !until.isAfter(now)) {
            return false;
        }
        String value = mute.value();
        return switch (mute.kind()) {
            case STORY ->
                enriched.story().equals(value) || enriched.storyMerged().contains(value);
            case TOPIC -> enriched.topics().stream().map(TopicTag::id).anyMatch(value::equals);
            case SOURCE -> {
                var source = enriched.article().source();
                yield List.of(source.id(), source.name(), source.domain()).stream()
                                .anyMatch(value::equalsIgnoreCase)
                        || source.domain().toLowerCase(Locale.ROOT).endsWith("." + value.toLowerCase(Locale.ROOT));
            }
        };
    }

    private void withdraw(String id, Match match, Instant now) {
        EnrichedArticle enriched = match.article();
        Article article = enriched.article();
        Seen seen = memory.seen(article.id(), id);
        if (seen == null) {
            return;
        }
        if (seen.revision() >= article.revision()) {
            say(id, match, Reason.REPEAT, seen.alert(), now);
            return;
        }
        Subscription subscription = subscriptions.apply(id);
        Reason hindrance = hindrance(subscription, enriched, now);
        // who got the article hears that it was withdrawn: muted or not, and in the inbox alone when paused or ended
        boolean quietly = hindrance == Reason.PAUSED || hindrance == Reason.EXPIRED;
        if (seen.told() && (quietly || hindrance == Reason.MUTED)) {
            hindrance = null;
        }
        if (subscription == null || hindrance != null || !seen.told()) {
            say(id, match, hindrance == null ? Reason.UNTOLD : hindrance, seen.alert(), now);
            return;
        }
        Alert alert = Alerts.of(
                "retraction", match, subscription, article.title().isBlank() ? seen.title() : article.title(), now);
        Subscription to = quietly ? subscription.withDestinations(List.of()) : subscription;
        tell(alert, to, match, Reason.RETRACTION, now);
        memory.seen(
                article.id(), id, new Seen(article.revision(), true, alert.id(), enriched.story(), alert.title(), now));
    }

    /**
     * Tells who got an article and wants updates of an edit that its query does not match: that is the edit which matters
     * most. Whom it still matches was decided on before, since this comes after the matches.
     *
     * @return whether anything was decided
     */
    private boolean correct(String id, Match match, Instant now) {
        EnrichedArticle enriched = match.article();
        Article article = enriched.article();
        Seen seen = memory.seen(article.id(), id);
        Subscription subscription = subscriptions.apply(id);
        if (seen == null
                || !seen.told()
                || seen.revision() >= article.revision()
                || subscription == null
                || !subscription.wants(Send.UPDATES)) {
            return false;
        }
        if (hindrance(subscription, enriched, now) != null) {
            // said of the match, if it still is one
            return false;
        }
        Alert alert = Alerts.of("update", match, subscription, article.title(), now);
        tell(alert, subscription, match, Reason.CORRECTED, now);
        memory.seen(
                article.id(),
                id,
                new Seen(article.revision(), true, alert.id(), enriched.story(), article.title(), now));
        return true;
    }

    private void tell(Alert alert, Subscription subscription, Match match, Reason reason, Instant now) {
        Hold hold = hold(subscription, now);
        if (hold == null) {
            count(subscription, now);
            listener.alert(alert, subscription);
            say(subscription.id(), match, reason, alert.id(), now);
            return;
        }
        memory.window(subscription.id(), hold.due(), open(subscription, hold).with(alert));
        say(subscription.id(), match, hold.reason(), alert.id(), now);
    }

    private @Nullable Hold hold(Subscription subscription, Instant now) {
        Instant digest = Calendar.due(subscription.schedule(), now);
        if (digest != null) {
            return new Hold(afterQuiet(subscription, digest), Reason.DIGEST);
        }
        Instant quiet = quietUntil(subscription, now);
        if (quiet != null) {
            return new Hold(quiet, Reason.QUIET);
        }
        return full(subscription, now);
    }

    /** The end of an hour in which nothing more may go out; null while something may. */
    private @Nullable Hold full(Subscription subscription, Instant now) {
        Rate own = Rate.in(memory.rate("subscription|" + subscription.id()), now);
        return subscription.perHour() > 0 && own.alerts() >= subscription.perHour()
                ? new Hold(afterQuiet(subscription, own.end()), Reason.CAP)
                : fullForOwner(subscription, now);
    }

    private @Nullable Hold fullForOwner(Subscription subscription, Instant now) {
        if (subscription.owner().isEmpty()) {
            return null;
        }
        Rate owners = Rate.in(memory.rate("owner|" + subscription.owner()), now);
        int messages = owners.deliveries() + subscription.destinations().size();
        // one with more destinations than may be in an hour gets one alert in it
        boolean some = owners.deliveries() > 0;
        return owners.alerts() >= limits.alertsPerHour() || (some && messages > limits.deliveriesPerHour())
                ? new Hold(afterQuiet(subscription, owners.end()), Reason.OWNER)
                : null;
    }

    private static Instant afterQuiet(Subscription subscription, Instant at) {
        Instant quiet = quietUntil(subscription, at);
        return quiet == null ? at : quiet;
    }

    private static @Nullable Instant quietUntil(Subscription subscription, Instant at) {
        var quiet = subscription.quietHours();
        return quiet == null || subscription.priority().compareTo(quiet.override()) >= 0
                ? null
                : Calendar.quietUntil(quiet, at);
    }

    private void count(Subscription subscription, Instant now) {
        if (subscription.perHour() > 0) {
            count("subscription|" + subscription.id(), subscription, now);
        }
        countForOwner(subscription, now);
    }

    private void countForOwner(Subscription subscription, Instant now) {
        if (!subscription.owner().isEmpty()) {
            count("owner|" + subscription.owner(), subscription, now);
        }
    }

    private void count(String who, Subscription subscription, Instant now) {
        memory.rate(
                who,
                Rate.in(memory.rate(who), now).plus(subscription.destinations().size()));
    }

    /** Sends the digests that are due and forgets what is old; to be called every second or so. */
    public void tick(Instant now) {
        for (Window window : memory.due(now, DIGESTS_AT_ONCE)) {
            memory.window(window.subscription(), window.due(), null);
            Subscription subscription = subscriptions.apply(window.subscription());
            if (subscription != null && !window.held().isEmpty()) {
                release(window, subscription, now);
            }
        }
        memory.forget(now);
    }

    /**
     * What a cap has held goes out when its hour is over; a scheduled digest is held by the cap as an alert is. A digest that
     * comes late, or to a subscription that was changed since, may come into quiet hours.
     */
    private void release(Window window, Subscription subscription, Instant now) {
        boolean scheduled = subscription.schedule().kind() != Schedule.Kind.AT_ONCE;
        Instant quiet = quietUntil(subscription, now);
        Hold hold = quiet != null
                ? new Hold(quiet, Reason.QUIET)
                : scheduled ? full(subscription, now) : fullForOwner(subscription, now);
        if (hold != null) {
            memory.window(
                    subscription.id(), hold.due(), open(subscription, hold).with(window));
            return;
        }
        Subscription to = subscription.paused() ? subscription.withDestinations(List.of()) : subscription;
        if (scheduled) {
            count(to, now);
        } else {
            countForOwner(to, now);
        }
        listener.alert(window.digest(subscription, now), to);
    }

    private Window open(Subscription subscription, Hold hold) {
        Window open = memory.window(subscription.id(), hold.due());
        return open == null ? new Window(subscription.id(), hold.due(), List.of(), 0) : open;
    }

    /** As {@link #tick} at each of the times at which something was due until {@code now}; for the past. */
    public void catchUp(Instant now) {
        for (List<Window> next = memory.due(now, 1); !next.isEmpty(); next = memory.due(now, 1)) {
            tick(next.getFirst().due());
        }
        tick(now);
    }

    private void say(String id, Match match, Reason reason, String alert, Instant now) {
        Article article = match.article().article();
        listener.decision(new Decision(
                id,
                match.subscriptionVersion(),
                article.id(),
                article.revision(),
                match.article().story(),
                reason.outcome(),
                reason.toString(),
                alert,
                now));
    }
}
