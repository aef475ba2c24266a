package org.tocsin.alerts.subscription;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.channel.Problem;
import org.tocsin.alerts.preview.Preview;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Stage;
import tools.jackson.core.JacksonException;

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
        routes.get(ALL, guarded(this::list));
        routes.post(ALL, guarded(this::add));
        routes.post(ALL + "/preview", guarded(this::preview));
        routes.get(ONE, guarded(context -> answer(context, 200, found(context))));
        routes.put(ONE, guarded(this::change));
        routes.delete(ONE, guarded(this::remove));
        routes.post(ONE + "/pause", guarded(context -> hold(context, true)));
        routes.post(ONE + "/resume", guarded(context -> hold(context, false)));
        routes.get(ONE + "/unsubscribe", guarded(SubscriptionApi::ask));
        routes.post(ONE + "/unsubscribe", guarded(this::unsubscribe));
    }

    /** There is no subscription of that id. */
    private static final class Absent extends RuntimeException {
        Absent(String id) {
            super("no subscription " + id);
        }
    }

    private static Handler guarded(Handler handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (JacksonException e) {
                problem(context, 400, "the body is no JSON: " + e.getOriginalMessage(), List.of());
            } catch (Absent e) {
                problem(context, 404, String.valueOf(e.getMessage()), List.of());
            } catch (Conflict e) {
                problem(context, 409, String.valueOf(e.getMessage()), List.of());
            } catch (Refused e) {
                problem(context, 422, String.valueOf(e.getMessage()), e.problems());
            } catch (Refusal e) {
                problem(context, 422, String.valueOf(e.getMessage()), List.of());
            }
        };
    }

    private static void problem(Context context, int status, String detail, List<Problem> errors) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put(
                "title",
                switch (status) {
                    case 400 -> "Unreadable";
                    case 404 -> "Not found";
                    case 409 -> "Changed meanwhile";
                    default -> "Refused";
                });
        body.put("status", status);
        body.put("detail", detail);
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        context.status(status).contentType("application/problem+json").result(Json.line(body));
    }

    private static void answer(Context context, int status, Subscription subscription) {
        context.status(status)
                .header("ETag", "\"" + subscription.version() + "\"")
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
            throw new Absent(id);
        }
        return found;
    }

    private void list(Context context) {
        String owner = context.queryParam("owner");
        String label = context.queryParam("label");
        List<Subscription> some = subscriptions.list().stream()
                .filter(one -> owner == null || one.owner().equals(owner))
                .filter(one -> label == null || one.labels().contains(label))
                .toList();
        if (isYaml(context.header("Accept"))) {
            context.contentType(YAML).result(SubscriptionFiles.write(some));
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
        saved(context, 201, subscriptions.save(named, edits(context, given)));
    }

    /** All subscriptions of a YAML text or none of them; {@code ?plan=true} says what would be done. */
    private void apply(Context context) {
        List<Subscription> wanted = SubscriptionFiles.parse(context.bodyAsBytes());
        List<SubscriptionFiles.Step> steps = SubscriptionFiles.plan(wanted, subscriptions, false);
        boolean plan = "true".equals(context.queryParam("plan"));
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
            problem(context, 422, "days must be a whole number from 1 to 9999, not " + days, List.of());
            return;
        }
        Subscription draft = SubscriptionForm.read(Json.mapper().readTree(context.bodyAsBytes()));
        Instant from = Instant.now().minus(Duration.ofDays(Integer.parseInt(days)));
        context.contentType("application/json")
                .result(Json.line(subscriptions.preview(draft, Preview.Past.since(kafka, from))));
    }

    private void change(Context context) {
        Subscription before = found(context);
        Subscription given = SubscriptionForm.read(Json.mapper().readTree(context.bodyAsBytes()));
        saved(context, 200, subscriptions.save(given.withId(before.id()), edits(context, given)));
    }

    /** The version that a change was made to. */
    private static int edits(Context context, Subscription given) {
        String match = context.header("If-Match");
        return match != null && match.matches("\"\\d{1,9}\"")
                ? Integer.parseInt(match.substring(1, match.length() - 1))
                : given.version();
    }

    private void remove(Context context) {
        Subscription before = found(context);
        subscriptions.save(before.withdrawn(), edits(context, before));
        context.status(204);
    }

    private void hold(Context context, boolean pause) {
        Subscription before = found(context);
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
            problem(context, 404, "this link takes no address out of a subscription, or has done so before", List.of());
            return;
        }
        page(context, "<p>This address gets no more mail of this subscription.</p>");
    }

    private static void page(Context context, String body) {
        context.contentType("text/html; charset=utf-8")
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
