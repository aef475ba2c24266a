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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    private static final Set<String> HANDED_ON = Set.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via");
    private static final Set<String> OPEN =
            Set.of("/", "/api", "/openapi.json", "/health", "/health/live", "/health/ready");
    private static final String SESSION = "tocsin-session";
    private static final String CSRF = "tocsin-csrf";
    private static final String CALLER = "tocsin-caller";
    private static final String HELD = "tocsin-held";
    private static final String IN_SESSION = "tocsin-in-session";
    private static final String WHO = "tocsin-who";
    private static final String ABOUT = "tocsin-about";
    private static final String UNKNOWN = "unknown";

    /** How long after its login a session may end others: whoever finds a browser open takes nobody else's. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** Wrong tokens and failed logins of one address at once, and after how long it may try once more. */
    private static final int FAILURES = 10;

    private static final int SECONDS_A_FAILURE = 10;
    private static final int MAX_ABOUT = 10_000;
    private static final String REVOKED = "the token has been revoked";

    private static final String LOGIN = "tocsin-login";

    /**
     * Who asks.
     *
     * @param name of the token or the person, {@code local} for whoever is at this machine
     * @param everything whether the caller has the scope admin
     */
    public record Caller(String name, boolean everything) {}

    private final Site site;
    private final Tokens tokens;
    private final Cookies cookies;
    private final InstantSource clock;
    private final Consumer<Audit> audit;
    private final Sessions sessions;
    private final @Nullable Oidc oidc;
    private final Rate requests;
    private final Rate failures;
    private final Rate refusals;

    /** Tokens only. */
    public Access(String host, Tokens tokens, InstantSource clock, Consumer<Audit> audit) {
        this(Site.of(host), tokens, null, clock, audit);
    }

    /** Refuses when the server is reachable from outside and neither a token nor a group of the provider may do everything. */
    public Access(Site site, Tokens tokens, @Nullable Oidc oidc, InstantSource clock, Consumer<Audit> audit) {
        this.oidc = oidc;
        cookies = new Cookies(site.home());
        sessions = new Sessions(clock);
        this.site = site;
        this.tokens = tokens;
        this.clock = clock;
        this.audit = audit;
        requests = new Rate(clock, 1_000, 100);
        failures = new Rate(clock, FAILURES, 1.0 / SECONDS_A_FAILURE);
        refusals = new Rate(clock, 100, 0.1);
        if (!site.reachedByNobodyElse()
                && (oidc == null || !oidc.admits())
                && tokens.list().stream().noneMatch(token -> token.covers(Scope.ADMIN))) {
            throw new Refusal(
                    (Site.LOOPBACK.contains(site.host())
                                    ? "trusted-proxies say that the server"
                                    : "host " + site.host())
                            + " can be reached by others, and there is no admin token; make one with"
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
                refused(context, e.getStatus());
                throw e;
            }
        });
        routes.after(this::note);
        routes.post("/api/v1/session", this::open);
        routes.get("/api/v1/session", this::show);
        routes.delete("/api/v1/session", this::end);
        routes.get("/api/v1/sessions", this::list);
        routes.delete("/api/v1/sessions/{id}", this::endAnother);
        routes.get("/api/v1/session/login", this::login);
        routes.get("/api/v1/session/back", this::back);
    }

    /** Whether whoever asks for a path, of a request or a description, needs no token. */
    public static boolean open(String path) {
        return OPEN.contains(path)
                || path.startsWith("/assets/")
                || path.equals("/api/v1/session")
                || path.equals("/api/v1/session/login")
                || path.equals("/api/v1/session/back")
                || path.startsWith("/api/v1/websub/")
                || path.matches("/api/v1/subscriptions/[^/]+/unsubscribe");
    }

    /** Whether a request wants to change something; asking changes nothing, and pushed articles are in the log themselves. */
    private static boolean changes(Context context) {
        return !Set.of("GET", "HEAD", "OPTIONS").contains(context.req().getMethod());
    }

    private void judge(Context context) {
        boolean change = changes(context);
        if (local(context)) {
            context.attribute(WHO, "local");
            String site = context.header("Sec-Fetch-Site");
            if (change && site != null && !Set.of("same-origin", "none").contains(site)) {
                throw new ForbiddenResponse("another site may not change anything here");
            }
            context.attribute(CALLER, new Caller("local", true));
            return;
        }
        if (open(context.path())) {
            if (context.path().endsWith("/unsubscribe")) {
                context.attribute(WHO, "link");
            }
            return;
        }
        Sessions.Session session = sessions.find(cookies.get(context, SESSION));
        Tokens.Token token = authenticated(context, session, change);
        context.attribute(WHO, token.name());
        if (!requests.take(token.name())) {
            throw tooMany("token " + token.name() + " asks more than 100 times a second");
        }
        Scope needed = Scope.neededFor(context.req().getMethod(), context.path());
        if (!token.covers(needed)) {
            throw new ForbiddenResponse("token " + token.name() + " has not the scope " + needed);
        }
        context.attribute(CALLER, new Caller(token.name(), token.covers(Scope.ADMIN)));
        Supplier<String> held = () -> tokens.list().contains(token) ? "" : REVOKED;
        if (bearer(context).isEmpty() && session != null) {
            sessions.use(session);
            context.attribute(IN_SESSION, session);
            held = () -> stays(session);
        }
        context.attribute(HELD, held);
    }

    /** Why a session is no more, empty while it is. */
    private String ended(Sessions.Session session) {
        String over = sessions.over(session);
        if (!over.isEmpty()) {
            return over;
        }
        return session.person() || tokens.list().contains(session.token()) ? "" : REVOKED;
    }

    /** The same for an answer that stays open, by which its session is in use. */
    private String stays(Sessions.Session session) {
        String ended = ended(session);
        if (ended.isEmpty()) {
            sessions.use(session);
        }
        return ended;
    }

    /**
     * Why who makes a request may read on no longer, empty as long as it may: for answers that stay open, which ask again
     * and again after the request has been let through.
     */
    public static Supplier<String> held(Context context) {
        Supplier<String> held = context.attribute(HELD);
        return held == null ? () -> "" : held;
    }

    /** Who makes a request that was let through; nobody in particular, who may do nothing more, where it needs no token. */
    public static Caller caller(Context context) {
        Caller caller = context.attribute(CALLER);
        return caller == null ? new Caller("", false) : caller;
    }

    /**
     * A page of another site can have its own name point here, but cannot make a browser send this host's. What a proxy on this
     * machine hands on may come from anywhere, by whatever name it asks.
     */
    private boolean local(Context context) {
        String host = context.host();
        return site.reachedByNobodyElse()
                && HANDED_ON.stream().allMatch(header -> context.header(header) == null)
                && (host == null || Site.LOOPBACK.contains(host.replaceFirst(":\\d+$", "")));
    }

    /** The token that goes with a request, or empty. */
    private static String bearer(Context context) {
        String header = context.header("Authorization");
        return header != null && header.startsWith("Bearer ")
                ? header.substring(7).strip()
                : "";
    }

    private Tokens.Token authenticated(Context context, Sessions.@Nullable Session session, boolean change) {
        String secret = bearer(context);
        if (!secret.isEmpty()) {
            return known(context, secret);
        }
        if (session == null) {
            if (cookies.get(context, SESSION) != null) {
                clear(context);
            }
            context.header("WWW-Authenticate", "Bearer realm=\"tocsin\"");
            throw new UnauthorizedResponse(
                    "a token is needed, as Authorization: Bearer, or a session from /api/v1/session");
        }
        context.attribute(WHO, session.who());
        if (change && !session.csrf().equals(context.header("X-CSRF-Token"))) {
            throw new ForbiddenResponse(
                    "a change by a session needs its X-CSRF-Token, the value of the cookie that ends in " + CSRF);
        }
        if (!session.person() && !tokens.list().contains(session.token())) {
            throw new UnauthorizedResponse(REVOKED);
        }
        return session.token();
    }

    private Tokens.Token known(Context context, String secret) {
        Optional<Tokens.Token> token = tokens.find(secret);
        if (token.isEmpty()) {
            if (!failures.take(site.client(context))) {
                throw tooManyFailures(context, "too many wrong tokens");
            }
            context.header("WWW-Authenticate", "Bearer realm=\"tocsin\", error=\"invalid_token\"");
            throw new UnauthorizedResponse("this token is unknown or has been revoked");
        }
        return token.get();
    }

    private HttpResponseException tooManyFailures(Context context, String what) {
        context.header("Retry-After", String.valueOf(SECONDS_A_FAILURE));
        return tooMany(what + " from " + site.client(context));
    }

    private static HttpResponseException tooMany(String detail) {
        return new HttpResponseException(429, detail + "; wait a little", Map.of());
    }

    private void open(Context context) {
        JsonNode body = Json.mapper().readTree(context.bodyAsBytes());
        Tokens.Token token;
        try {
            token = known(context, body.path("token").asString(""));
        } catch (HttpResponseException e) {
            refused(context, e.getStatus());
            throw e;
        }
        give(context, token, false);
        context.attribute(WHO, token.name());
        context.status(201).contentType("application/json").result(Json.line(Map.of("scopes", token.scopes())));
    }

    /** Opens a session instead of the one that the browser had. */
    private void give(Context context, Tokens.Token token, boolean person) {
        Sessions.Session before = sessions.find(cookies.get(context, SESSION));
        if (before != null) {
            sessions.end(before);
        }
        Sessions.Session session = sessions.begin(token, person, site.client(context));
        int seconds = (int) Sessions.LENGTH.toSeconds();
        cookies.set(context, SESSION, session.secret(), seconds, true, SameSite.STRICT);
        cookies.set(context, CSRF, session.csrf(), seconds, false, SameSite.STRICT);
    }

    /** Sends the browser to the provider, with a cookie that only it can bring back. */
    private void login(Context context) {
        if (oidc == null) {
            throw new NotFoundResponse("there is no login but by token; see the settings oidc-…");
        }
        URI back = URI.create(site.homeOr(context.scheme() + "://" + context.host()) + "/api/v1/session/back");
        Oidc.Begun begun = oidc.begin(back);
        // lax, for it comes back from another site
        cookies.set(context, LOGIN, begun.state(), 600, true, SameSite.LAX);
        context.redirect(begun.provider().toString(), HttpStatus.FOUND);
    }

    /** Where the provider sends the browser when it knows the person. */
    private void back(Context context) {
        if (oidc == null) {
            throw new NotFoundResponse("there is no login but by token; see the settings oidc-…");
        }
        String state = context.queryParam("state");
        String begun = cookies.get(context, LOGIN);
        cookies.remove(context, LOGIN);
        if (state == null || !state.equals(begun)) {
            throw new ForbiddenResponse("this login was not begun by this browser; begin it again");
        }
        String code = context.queryParam("code");
        if (code == null) {
            String error = context.queryParam("error_description");
            throw new ForbiddenResponse(
                    "the provider refuses the login: " + (error == null ? context.queryParam("error") : error));
        }
        Oidc.Person person = finished(oidc, state, code, context);
        give(context, person.token(), true);
        about(context, "sub:" + person.subject());
        audit(context, person.token().name(), 302);
        context.redirect("/", HttpStatus.FOUND);
    }

    /** Only logins that fail count towards the limit, since a whole office may come from one address. */
    private Oidc.Person finished(Oidc provider, String state, String code, Context context) {
        try {
            return provider.finish(state, code);
        } catch (RuntimeException e) {
            if (!failures.take(site.client(context))) {
                throw tooManyFailures(context, "too many logins that failed");
            }
            throw e;
        }
    }

    private void show(Context context) {
        Sessions.Session session = sessions.find(cookies.get(context, SESSION));
        Map<String, Object> answer = new TreeMap<>();
        answer.put("needed", !local(context));
        answer.put("open", local(context) || session != null);
        answer.put("login", oidc != null);
        context.contentType("application/json").result(Json.line(answer));
    }

    private void end(Context context) {
        Sessions.Session session = sessions.find(cookies.get(context, SESSION));
        if (session != null) {
            sessions.end(session);
            context.attribute(WHO, session.who());
        }
        cookies.remove(context, SESSION);
        cookies.remove(context, CSRF);
        clear(context);
        context.status(204);
    }

    /**
     * Has the browser forget the answers that it kept for a session which is over. Not its storage, where the page keeps
     * settings of the view, nor all cookies, which would be those of every neighbour below the same domain.
     */
    private static void clear(Context context) {
        context.header("Clear-Site-Data", "\"cache\"");
    }

    /** The sessions that whoever asks may see: everybody's with the scope admin, else its own. */
    private Stream<Sessions.Session> seen(Context context) {
        Caller caller = caller(context);
        return sessions.all().stream()
                .filter(session -> ended(session).isEmpty())
                .filter(session -> caller.everything() || session.who().equals(caller.name()));
    }

    private void list(Context context) {
        Sessions.Session present = context.attribute(IN_SESSION);
        List<Map<String, Object>> list = seen(context)
                .map(session -> Map.<String, Object>of(
                        "id", session.id(),
                        "who", session.who(),
                        "from", session.from(),
                        "began", session.began(),
                        "used", session.used().get(),
                        "present", session.equals(present)))
                .toList();
        context.contentType("application/json").result(Json.line(list));
    }

    private void endAnother(Context context) {
        Sessions.Session present = context.attribute(IN_SESSION);
        String id = context.pathParam("id");
        Sessions.Session ended = seen(context)
                .filter(session -> session.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFoundResponse("there is no session " + id));
        if (present != null
                && !present.equals(ended)
                && present.began().plus(FRESH).isBefore(clock.instant())) {
            throw new ForbiddenResponse(
                    "log in again: for %d minutes after that a session may end others".formatted(FRESH.toMinutes()));
        }
        sessions.end(ended);
        about(context, ended.who());
        context.status(204);
    }

    /** Says what a request has made or changed where its path does not name it: ids, by commas. */
    public static void about(Context context, String ids) {
        context.attribute(ABOUT, ids.length() > MAX_ABOUT ? ids.substring(0, MAX_ABOUT) + "…" : ids);
    }

    /** Writes who changed what, or would have. */
    private void note(Context context) {
        String who = context.attribute(WHO);
        if (who != null && changes(context) && !context.path().equals("/api/v1/articles")) {
            audit(context, who, context.statusCode());
        }
    }

    /** Notes a change that was refused; of those of strangers only some, or they could fill the log. */
    private void refused(Context context, int status) {
        String who = context.attribute(WHO);
        // noted here and not again after it
        context.attribute(WHO, null);
        if (changes(context) && refusals.take(who == null ? UNKNOWN : who)) {
            audit(context, who == null ? UNKNOWN : who, status);
        }
    }

    private void audit(Context context, String who, int status) {
        String about = context.attribute(ABOUT);
        audit.accept(new Audit(
                clock.instant(),
                who,
                context.req().getMethod(),
                context.path(),
                status,
                site.client(context),
                about == null ? "" : about));
    }
}
