package org.tocsin.runtime.access;

import io.javalin.http.HttpResponseException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What browsers may do until it ends: {@link #LENGTH} after the login, {@link #IDLE} after the last use, or by whoever ends
 * it. Of one name at most {@link #MOST_OF_ONE} are kept, then the oldest goes. In memory, so all end with the process.
 * Thread-safe.
 */
final class Sessions {
    static final Duration LENGTH = Duration.ofHours(12);
    static final Duration IDLE = Duration.ofHours(1);
    static final int MOST_OF_ONE = 100;
    private static final int MOST = 10_000;

    /**
     * One login of one browser.
     *
     * @param secret what the browser shows, in a cookie
     * @param csrf what it shows besides when it changes something
     * @param id by which others may speak of it
     * @param person whether it is one's own, else a token was changed for it
     * @param from address of the login
     */
    record Session(
            String secret,
            String csrf,
            String id,
            Tokens.Token token,
            boolean person,
            String from,
            Instant began,
            AtomicReference<Instant> used) {

        String who() {
            return token.name();
        }
    }

    private final Map<String, Session> open = new ConcurrentHashMap<>();
    private final InstantSource clock;

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /** Begins one; refuses with 429 when too many people have one. */
    synchronized Session begin(Tokens.Token token, boolean person, String from) {
        open.values().removeIf(old -> !over(old).isEmpty());
        List<Session> own =
                all().stream().filter(other -> other.who().equals(token.name())).toList();
        own.stream().limit(Math.max(0, own.size() - MOST_OF_ONE + 1)).forEach(this::end);
        if (open.size() >= MOST) {
            throw new HttpResponseException(429, "too many open sessions; wait a little", Map.of());
        }
        Instant now = clock.instant();
        Session session =
                new Session(random(), random(), random(), token, person, from, now, new AtomicReference<>(now));
        open.put(session.secret(), session);
        return session;
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The one that a browser shows, or null. */
    @Nullable
    Session find(@Nullable String secret) {
        Session session = secret == null ? null : open.get(secret);
        return session == null || !over(session).isEmpty() ? null : session;
    }

    /** Why one is no more, empty while it is. */
    String over(Session session) {
        Instant now = clock.instant();
        if (!open.containsKey(session.secret())) {
            return "the session was ended";
        }
        if (session.began().plus(LENGTH).isBefore(now)) {
            return "the session has lasted " + LENGTH.toHours() + " hours; log in again";
        }
        return session.used().get().plus(IDLE).isBefore(now)
                ? "the session was not used for " + IDLE.toMinutes() + " minutes; log in again"
                : "";
    }

    /** Notes that one is in use now. */
    void use(Session session) {
        session.used().set(clock.instant());
    }

    void end(Session session) {
        open.remove(session.secret());
    }

    /** Those that are open, the oldest first. */
    List<Session> all() {
        return open.values().stream()
                .filter(session -> over(session).isEmpty())
                .sorted(Comparator.comparing(Session::began))
                .toList();
    }
}
