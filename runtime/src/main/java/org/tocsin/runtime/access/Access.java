package org.tocsin.runtime.access;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.SameSite;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Audit;
import org.tocsin.model.Json;
import org.tocsin.runtime.Refusal;
import tools.jackson.databind.JsonNode;

/**
 * Judges every request. A server that listens on the loopback address needs no token for a request that names it as
 * loopback, but refuses changes that another site makes a browser send. Any other request needs a token with the scope:
 * as {@code Authorization: Bearer}, or as a session that {@code POST /api/v1/session} gives for one; or a session of a person
 * whom the provider of {@link Oidc} knows. Thread-safe.
 */
public final class Access {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
    private static final Set<String> OPEN =
            Set.of("/", "/api", "/openapi.json", "/health", "/health/live", "/health/ready");
    private static final String SESSION = "tocsin-session";
    private static final String CSRF = "tocsin-csrf";
    private static final String WHO = "tocsin-who";
    private static final Duration SESSION_LENGTH = Duration.ofHours(12);
    private static final int MAX_SESSIONS = 10_000;

    private static final String LOGIN = "tocsin-login";

    /** What a browser may do until it ends; {@code person} is null where a token was changed for it. */
    private record Session(String token, Tokens.@Nullable Token person, String csrf, Instant ends) {}

    private final boolean loopback;
    private final Tokens tokens;
    private final InstantSource clock;
    private final Consumer<Audit> audit;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final @Nullable Oidc oidc;
    private final Rate requests;
    private final Rate failures;

    /** Tokens only. */
    public Access(String host, Tokens tokens, InstantSource clock, Consumer<Audit> audit) {
        this(host, tokens, null, clock, audit);
    }

    /** Refuses when {@code host} is reachable from outside and neither a token nor a group of the provider may do everything. */
    public Access(String host, Tokens tokens, @Nullable Oidc oidc, InstantSource clock, Consumer<Audit> audit) {
        this.oidc = oidc;
        loopback = LOOPBACK.contains(host);
        this.tokens = tokens;
        this.clock = clock;
        this.audit = audit;
        requests = new Rate(clock, 1_000, 100);
        failures = new Rate(clock, 10, 0.1);
        if (!loopback
                && (oidc == null || !oidc.admits())
                && tokens.list().stream().noneMatch(token -> token.covers(Scope.ADMIN))) {
            throw new Refusal(
                    "host " + host + " can be reached by others, and there is no admin token; make one with"
                            + " \"tocsin tokens create NAME --scope admin\", or set TOCSIN_ADMIN_TOKEN, admin-token-file or oidc-issuer with a group that is admin");
        }
    }

    /** For a server on the loopback address that nobody else reaches, without tokens or audit. */
    public static Access local(java.nio.file.Path directory) {
        return new Access("127.0.0.1", new Tokens(directory, ""), InstantSource.system(), change -> {});
    }

    /** Judges before every route and notes every change after it. */
    public void guard(JavalinDefaultRoutingApi routes) {
        routes.before(context -> {
            try {
                judge(context);
            } catch (HttpResponseException e) {
                // what a refused request carries is not read, so nothing may follow it on its connection
                if (context.req().getProtocol().equals("HTTP/1.1")) {
                    context.header("Connection", "close");
                }
                throw e;
            }
        });
        routes.after(this::note);
        routes.post("/api/v1/session", this::open);
        routes.get("/api/v1/session", this::show);
        routes.delete("/api/v1/session", this::end);
        routes.get("/api/v1/session/login", this::login);
        routes.get("/api/v1/session/back", this::back);
    }

    private static boolean open(String path) {
        return OPEN.contains(path)
                || path.startsWith("/assets/")
                || path.equals("/api/v1/session")
                || path.equals("/api/v1/session/login")
                || path.equals("/api/v1/session/back")
                || path.startsWith("/api/v1/websub/")
                || path.matches("/api/v1/subscriptions/[^/]+/unsubscribe");
    }

    private void judge(Context context) {
        boolean change =
                !Set.of("GET", "HEAD", "OPTIONS").contains(context.req().getMethod());
        if (local(context)) {
            String site = context.header("Sec-Fetch-Site");
            if (change && site != null && !Set.of("same-origin", "none").contains(site)) {
                throw new ForbiddenResponse("another site may not change anything here");
            }
            context.attribute(WHO, "local");
            return;
        }
        if (open(context.path())) {
            return;
        }
        Tokens.Token token = authenticated(context, change);
        if (!requests.take(token.name())) {
            throw tooMany("token " + token.name() + " asks more than 100 times a second");
        }
        Scope needed = Scope.neededFor(context.req().getMethod(), context.path());
        if (!token.covers(needed)) {
            throw new ForbiddenResponse("token " + token.name() + " has not the scope " + needed);
        }
        context.attribute(WHO, token.name());
    }

    /** A page of another site can have its own name point here, but cannot make a browser send this host's. */
    private boolean local(Context context) {
        String host = context.host();
        return loopback && (host == null || LOOPBACK.contains(host.replaceFirst(":\\d+$", "")));
    }

    private Tokens.Token authenticated(Context context, boolean change) {
        String header = context.header("Authorization");
        if (header != null && header.startsWith("Bearer ")) {
            return known(context, header.substring(7).strip());
        }
        Session session = session(context);
        if (session == null) {
            context.header("WWW-Authenticate", "Bearer realm=\"tocsin\"");
            throw new UnauthorizedResponse(
                    "a token is needed, as Authorization: Bearer, or a session from /api/v1/session");
        }
        if (change && !session.csrf().equals(context.header("X-CSRF-Token"))) {
            throw new ForbiddenResponse(
                    "a change by a session needs its X-CSRF-Token, the value of the cookie " + CSRF);
        }
        if (session.person() != null) {
            return session.person();
        }
        return tokens.list().stream()
                .filter(token -> token.name().equals(session.token()))
                .findFirst()
                .orElseThrow(() -> new UnauthorizedResponse("the token of this session has been revoked"));
    }

    private Tokens.Token known(Context context, String secret) {
        Optional<Tokens.Token> token = tokens.find(secret);
        if (token.isEmpty()) {
            if (!failures.take(context.ip())) {
                throw tooMany("too many wrong tokens from " + context.ip());
            }
            context.header("WWW-Authenticate", "Bearer realm=\"tocsin\", error=\"invalid_token\"");
            throw new UnauthorizedResponse("this token is unknown or has been revoked");
        }
        return token.get();
    }

    private static HttpResponseException tooMany(String detail) {
        return new HttpResponseException(429, detail + "; wait a little", Map.of());
    }

    private @Nullable Session session(Context context) {
        String cookie = context.cookie(SESSION);
        Session session = cookie == null ? null : sessions.get(cookie);
        return session == null || session.ends().isBefore(clock.instant()) ? null : session;
    }

    private void open(Context context) {
        JsonNode body = Json.mapper().readTree(context.bodyAsBytes());
        Tokens.Token token = known(context, body.path("token").asString(""));
        give(context, token.name(), null);
        context.status(201).contentType("application/json").result(Json.line(Map.of("scopes", token.scopes())));
    }

    private void give(Context context, String token, Tokens.@Nullable Token person) {
        sessions.values().removeIf(old -> old.ends().isBefore(clock.instant()));
        if (sessions.size() >= MAX_SESSIONS) {
            throw tooMany("too many open sessions");
        }
        String id = random();
        Session session = new Session(token, person, random(), clock.instant().plus(SESSION_LENGTH));
        sessions.put(id, session);
        boolean secure = context.scheme().equals("https");
        int seconds = (int) SESSION_LENGTH.toSeconds();
        context.cookie(cookie(SESSION, id, seconds, secure, true));
        context.cookie(cookie(CSRF, session.csrf(), seconds, secure, false));
    }

    /** Sends the browser to the provider, with a cookie that only it can bring back. */
    private void login(Context context) {
        if (oidc == null) {
            throw new NotFoundResponse("there is no login but by token; see the settings oidc-…");
        }
        URI back = URI.create(oidc.home(context.scheme() + "://" + context.host()) + "/api/v1/session/back");
        Oidc.Begun begun = oidc.begin(back);
        // lax, for it comes back from another site
        context.cookie(new io.javalin.http.Cookie(
                LOGIN, begun.state(), "/", 600, context.scheme().equals("https"), true, null, SameSite.LAX));
        context.redirect(begun.provider().toString(), HttpStatus.FOUND);
    }

    /** Where the provider sends the browser when it knows the person. */
    private void back(Context context) {
        if (oidc == null) {
            throw new NotFoundResponse("there is no login but by token; see the settings oidc-…");
        }
        String state = context.queryParam("state");
        String begun = context.cookie(LOGIN);
        context.removeCookie(LOGIN, "/");
        if (state == null || !state.equals(begun)) {
            throw new ForbiddenResponse("this login was not begun by this browser; begin it again");
        }
        String code = context.queryParam("code");
        if (code == null) {
            String error = context.queryParam("error_description");
            throw new ForbiddenResponse(
                    "the provider refuses the login: " + (error == null ? context.queryParam("error") : error));
        }
        if (!failures.take(context.ip())) {
            throw tooMany("too many logins from " + context.ip());
        }
        Tokens.Token person = oidc.finish(state, code);
        give(context, person.name(), person);
        audit.accept(
                new Audit(clock.instant(), person.name(), "GET", context.path(), 302, String.valueOf(context.ip())));
        context.redirect("/", HttpStatus.FOUND);
    }

    private static io.javalin.http.Cookie cookie(
            String name, String value, int seconds, boolean secure, boolean hidden) {
        return new io.javalin.http.Cookie(name, value, "/", seconds, secure, hidden, null, SameSite.STRICT);
    }

    private void show(Context context) {
        Session session = session(context);
        Map<String, Object> answer = new TreeMap<>();
        answer.put("needed", !local(context));
        answer.put("open", local(context) || session != null);
        answer.put("login", oidc != null);
        context.contentType("application/json").result(Json.line(answer));
    }

    private void end(Context context) {
        String cookie = context.cookie(SESSION);
        if (cookie != null) {
            sessions.remove(cookie);
        }
        context.removeCookie(SESSION, "/");
        context.removeCookie(CSRF, "/");
        context.status(204);
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Writes who changed what; asking changes nothing, and pushed articles are in the log themselves. */
    private void note(Context context) {
        String method = context.req().getMethod();
        String who = context.attribute(WHO);
        if (who != null
                && !Set.of("GET", "HEAD", "OPTIONS").contains(method)
                && !context.path().equals("/api/v1/articles")) {
            audit.accept(new Audit(
                    clock.instant(), who, method, context.path(), context.statusCode(), String.valueOf(context.ip())));
        }
    }
}
