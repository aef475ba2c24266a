package org.tocsin.alerts.subscription;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.PreconditionFailedResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.preview.Preview;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.EntityTags;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Paging;
import org.tocsin.runtime.Parameters;
import org.tocsin.runtime.Problem;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.access.Access;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Subscriptions over HTTP, one at a time as JSON, many as YAML. A change answers when this process has read it back; the version that it edits stands in the
 * body or in {@code If-Match}. Errors are RFC 9457 problems, bad fields listed in {@code errors}.
 */
public final class SubscriptionApi implements Stage {
    private static final String ALL = "/api/v1/subscriptions";
    private static final String ONE = ALL + "/{id}";

    private static final String YAML = "application/yaml";

    private static final int MAX_NAMED = 20;

    private final KafkaSettings kafka;
    private final Subscriptions subscriptions;

    public SubscriptionApi(KafkaSettings kafka, Subscriptions subscriptions) {
        this.kafka = kafka;
        this.subscriptions = subscriptions;
    }

    @Override
    public String name() {
        return "subscriptions";
    }

    /** The subscriptions that alert no one, or not as they should, because of their query. */
    @Override
    public Map<String, String> notices() {
        Map<String, String> problems = subscriptions.problems();
        if (problems.isEmpty()) {
            return Map.of();
        }
        String named = problems.entrySet().stream()
                .limit(MAX_NAMED)
                .map(one -> one.getKey() + " (" + one.getValue() + ")")
                .collect(Collectors.joining("; "));
        return Map.of(
                "subscriptions.failing", problems.size() + ": " + named + (problems.size() > MAX_NAMED ? "; …" : ""));
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        routes.exception(Conflict.class, (e, context) -> Problem.answer(context, 409, String.valueOf(e.getMessage())));
        routes.exception(
                Refused.class,
                (e, context) ->
                        Problem.answer(context, 422, String.valueOf(e.getMessage()), Map.of("errors", e.problems())));
        routes.get(ALL, this::list);
        routes.post(ALL, this::add);
        routes.post(ALL + "/preview", this::preview);
        routes.get(ONE, context -> answer(context, 200, found(context)));
        routes.put(ONE, this::change);
        routes.delete(ONE, this::remove);
        routes.post(ONE + "/pause", context -> hold(context, true));
        routes.post(ONE + "/resume", context -> hold(context, false));
        routes.get(ONE + "/unsubscribe", SubscriptionApi::ask);
        routes.post(ONE + "/unsubscribe", this::unsubscribe);
    }

    private static void answer(Context context, int status, Subscription subscription) {
        context.status(status)
                .header("ETag", EntityTags.of(subscription.version()))
                .contentType("application/json")
                .result(Json.line(Subscriptions.shown(subscription)));
    }

    /** Also says, in a header of HTTP's form for warnings, what is remarkable. */
    private void saved(Context context, int status, Subscription subscription) {
        subscriptions
                .warnings(List.of(subscription))
                .values()
                .forEach(warning -> context.header("Warning", "299 tocsin \"" + warning + "\""));
        answer(context, status, subscription);
    }

    private Subscription found(Context context) {
        String id = context.pathParam("id");
        Subscription found = subscriptions.get(id);
        if (found == null) {
            throw new NotFoundResponse("no subscription " + id);
        }
        return found;
    }

    private void list(Context context) {
        String owner = context.queryParam("owner");
        String label = context.queryParam("label");
        List<Subscription> some = Paging.page(
                context,
                after -> subscriptions
                        .after(after)
                        .filter(one -> owner == null || one.owner().equals(owner))
                        .filter(one -> label == null || one.labels().contains(label)),
                Subscription::id);
        if (isYaml(context.header("Accept"))) {
            context.contentType(YAML).result(SubscriptionFiles.write(some).getBytes(StandardCharsets.UTF_8));
        } else {
            context.contentType("application/json")
                    .result(Json.line(some.stream().map(Subscriptions::shown).toList()));
        }
    }

    private static boolean isYaml(@Nullable String types) {
        return types != null && types.matches("(application|text)/(x-)?yaml\\b.*");
    }

    private void add(Context context) {
        if (isYaml(context.contentType())) {
            apply(context);
            return;
        }
        Subscription given = SubscriptionForm.read(Json.mapper().readTree(context.bodyAsBytes()));
        Subscription named =
                given.id().isBlank() ? given.withId(UUID.randomUUID().toString()) : given;
        Access.about(context, named.id());
        saved(
                context,
                201,
                subscriptions.save(by(context, named), edits(context, subscriptions.get(named.id()), given.version())));
    }

    /**
     * A subscription as the caller may save it: who has not the scope admin owns what it makes, since others' limits are not
     * its own and the operator's have none, and may not have it send the server's own secrets anywhere.
     */
    private Subscription by(Context context, Subscription given) {
        Access.Caller caller = Access.caller(context);
        if (caller.everything()) {
            return given;
        }
        String own = name(caller);
        Subscription before = subscriptions.get(given.id());
        if (before != null && !before.owner().isEmpty() && !before.owner().equals(own)) {
            throw takesAdmin(given, "owner", "change what is " + before.owner() + "'s");
        }
        for (int i = 0; i < given.destinations().size(); i++) {
            Destination destination = given.destinations().get(i);
            if (Secrets.isReference(destination.secret()) && !sends(before, destination)) {
                throw takesAdmin(
                        given,
                        "destinations[%d].secret".formatted(i),
                        "name a secret that the server has; give the secret itself");
            }
            if (destination.channel().equals("kafka") && !sends(before, destination)) {
                throw takesAdmin(given, "destinations[%d].channel".formatted(i), "write to topics of the cluster");
            }
        }
        if (before != null) {
            if (before.owner().isEmpty() && !sameToAll(before, given)) {
                throw takesAdmin(
                        given,
                        "owner",
                        "change more than the name and the labels of what is the operator's; make one of your own");
            }
            return given.owner().isEmpty() ? given.withOwner(before.owner()) : given;
        }
        if (!given.owner().isEmpty() && !given.owner().equals(own)) {
            throw takesAdmin(given, "owner", "make a subscription for others; leave it out for your own");
        }
        return given.withOwner(own);
    }

    /** The subscription that is asked for, if the caller may end, pause or resume it: who has not the scope admin only its own. */
    private Subscription own(Context context) {
        Subscription found = found(context);
        Access.Caller caller = Access.caller(context);
        if (!caller.everything() && !found.owner().equals(name(caller))) {
            throw takesAdmin(found, "owner", "remove, pause or resume what is not your own");
        }
        return found;
    }

    /** A caller as the owner of subscriptions. */
    private static String name(Access.Caller caller) {
        return caller.name().replaceAll("[^\\w.@:+-]", "_");
    }

    private static Refused takesAdmin(Subscription given, String field, String what) {
        return new Refused(
                given.id(),
                List.of(new org.tocsin.alerts.channel.Problem(field, "it takes the scope admin to " + what)));
    }

    private static boolean sends(@Nullable Subscription before, Destination destination) {
        return before != null && before.destinations().contains(destination);
    }

    /** Whether both do the same, whatever they are called; secrets as they are or as they are shown. */
    private static boolean sameToAll(Subscription before, Subscription given) {
        return Stream.of(before, Subscriptions.shown(before))
                .map(SubscriptionApi::deeds)
                .anyMatch(deeds(given)::equals);
    }

    private static JsonNode deeds(Subscription subscription) {
        ObjectNode fields = Json.mapper().valueToTree(subscription);
        return fields.without(List.of("owner", "name", "labels", "version"));
    }

    /** Saves the subscriptions of a YAML text once all have been checked; {@code ?plan=true} says what would be done. */
    private void apply(Context context) {
        List<Subscription> wanted = SubscriptionFiles.parse(context.bodyAsBytes()).stream()
                .map(one -> by(context, one))
                .toList();
        List<SubscriptionFiles.Step> steps = SubscriptionFiles.plan(wanted, subscriptions, false);
        boolean plan = "true".equals(context.queryParam("plan"));
        Access.about(context, steps.stream().map(step -> step.wanted().id()).collect(Collectors.joining(",")));
        if (plan) {
            SubscriptionFiles.check(steps, subscriptions);
        } else {
            SubscriptionFiles.apply(steps, subscriptions);
        }
        List<Map<String, Object>> told = steps.stream()
                .map(step -> Map.<String, Object>of(
                        "action", step.action(), "id", step.wanted().id(), "changes", step.changes()))
                .toList();
        context.contentType("application/json")
                .result(Json.line(Map.of(
                        "read",
                        wanted.size(),
                        "applied",
                        !plan,
                        "steps",
                        told,
                        "warnings",
                        subscriptions.warnings(SubscriptionFiles.wanted(steps)))));
    }

    /** What the subscription in the body would have done in the last {@code ?days}; nothing is saved. */
    private void preview(Context context) {
        String days = Objects.requireNonNullElse(context.queryParam("days"), "30");
        if (!days.matches("[1-9]\\d{0,3}")) {
            throw Parameters.wrong("days", days, "a whole number from 1 to 9999", null);
        }
        Subscription draft = SubscriptionForm.read(Json.mapper().readTree(context.bodyAsBytes()));
        Instant from = Instant.now().minus(Duration.ofDays(Integer.parseInt(days)));
        // a refusal is a problem, and no answer of this type
        String found = Json.line(subscriptions.preview(draft, Preview.Past.since(kafka, from)));
        context.contentType("application/json").result(found);
    }

    private void change(Context context) {
        Subscription before = found(context);
        Subscription given = SubscriptionForm.read(Json.mapper().readTree(context.bodyAsBytes()));
        saved(
                context,
                200,
                subscriptions.save(by(context, given.withId(before.id())), edits(context, before, given.version())));
    }

    /** The version that a change was made to; 412 when {@code If-Match} names another than there is. */
    private static int edits(Context context, @Nullable Subscription before, int given) {
        String match = context.header("If-Match");
        if (match == null) {
            return given;
        }
        if (before == null || !EntityTags.named(match, EntityTags.of(before.version()))) {
            throw new PreconditionFailedResponse(
                    before == null
                            ? "there is no such subscription yet, so If-Match cannot name a version of it"
                            : "subscription %s is at version %d now, and %s was edited; read it again and repeat the change"
                                    .formatted(before.id(), before.version(), match));
        }
        return before.version();
    }

    private void remove(Context context) {
        Subscription before = own(context);
        subscriptions.save(before.withdrawn(), edits(context, before, before.version()));
        context.status(204);
    }

    private void hold(Context context, boolean pause) {
        Subscription before = own(context);
        answer(
                context,
                200,
                before.paused() == pause && pause
                        ? before
                        : subscriptions.save(before.paused(pause), before.version()));
    }

    /** What a mail's link shows: nothing changes before the button is pressed, since mail scanners follow links. */
    private static void ask(Context context) {
        page(
                context,
                "<form method=\"post\"><p>No more mail of this subscription?</p><button>Unsubscribe</button></form>");
    }

    /** As one click in a mail asks (RFC 8058): whoever has the link needs no other token, and learns nothing. */
    private void unsubscribe(Context context) {
        String token = context.queryParam("token");
        Subscription subscription = subscriptions.get(context.pathParam("id"));
        if (token == null || subscription == null || !subscriptions.unsubscribe(subscription, token)) {
            throw new NotFoundResponse("this link takes no address out of a subscription, or has done so before");
        }
        page(context, "<p>This address gets no more mail of this subscription.</p>");
    }

    private static void page(Context context, String body) {
        context.header(
                        "Content-Security-Policy",
                        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
                .contentType("text/html; charset=utf-8")
                .result("<!DOCTYPE html><html lang=\"en\"><title>Alerts by mail</title>" + body + "</html>");
    }

    @Override
    public void start() {
        kafka.createTopics();
        subscriptions.start();
    }

    @Override
    public String trouble() {
        return subscriptions.trouble();
    }

    @Override
    public void close() {
        subscriptions.close();
    }
}
