package org.tocsin.alerts;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Map;
import java.util.UUID;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import tools.jackson.core.JacksonException;

/** Subscriptions over HTTP; answers when this process has read its own change back. */
final class SubscriptionApi implements Stage {
    private final KafkaSettings kafka;
    private final Subscriptions subscriptions;

    SubscriptionApi(KafkaSettings kafka, Subscriptions subscriptions) {
        this.kafka = kafka;
        this.subscriptions = subscriptions;
    }

    @Override
    public String name() {
        return "subscriptions";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/api/v1/subscriptions", context -> answer(context, 200, subscriptions.list()));
        routes.post("/api/v1/subscriptions", this::add);
        routes.delete("/api/v1/subscriptions/{id}", this::remove);
    }

    private void add(Context context) {
        try {
            Subscription given = Json.read(context.bodyAsBytes(), Subscription.class);
            if (given.query().isBlank()) {
                throw new IllegalArgumentException("a subscription needs a query");
            }
            Subscription saved = given.withId(
                            given.id().isBlank() ? UUID.randomUUID().toString() : given.id())
                    .withVersion(given.version() + 1);
            subscriptions.saveAndAwait(saved);
            answer(context, 201, saved);
        } catch (JacksonException e) {
            answer(context, 400, Map.of("error", "the body is not a subscription: " + e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            answer(context, 422, Map.of("error", String.valueOf(e.getMessage())));
        }
    }

    private void remove(Context context) {
        String id = context.pathParam("id");
        for (Subscription found : subscriptions.list()) {
            if (found.id().equals(id)) {
                subscriptions.saveAndAwait(found.withdrawn());
                context.status(204);
                return;
            }
        }
        answer(context, 404, Map.of("error", "no subscription " + id));
    }

    private static void answer(Context context, int status, Object value) {
        context.status(status).contentType("application/json").result(Json.line(value));
    }

    @Override
    public void start() {
        kafka.createTopics();
        subscriptions.start();
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {
        subscriptions.close();
    }
}
