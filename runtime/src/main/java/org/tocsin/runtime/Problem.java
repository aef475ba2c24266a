package org.tocsin.runtime;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;

/**
 * The one form of every error that the API answers: problem details of RFC 9457 as {@code application/problem+json},
 * with {@code type}, {@code title}, {@code status}, {@code detail}, {@code instance} and members of its own. A handler
 * answers one, or throws: {@link HttpResponseException} keeps its status, an unreadable body is 400, a {@link Refusal} or
 * {@link IllegalArgumentException} is 422, anything else 500 under a reference that the log has too.
 */
public final class Problem {
    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
    private static final String TYPE = "application/problem+json";

    private Problem() {}

    /** Answers with {@code detail}, a sentence that says what is wrong and what to do. */
    public static void answer(Context context, int status, String detail) {
        answer(context, status, detail, Map.of());
    }

    /** Answers with members beside the standard ones, such as {@code column} of a query that cannot be read. */
    public static void answer(Context context, int status, String detail, Map<String, ?> members) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpStatus.forStatus(status).getMessage());
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("instance", context.path());
        problem.putAll(members);
        context.status(status).contentType(TYPE).result(Json.line(problem));
    }

    /** Makes every thrown exception and every unknown path a problem. */
    static void handle(JavalinDefaultRoutingApi routes) {
        routes.exception(
                HttpResponseException.class,
                (e, context) -> answer(context, e.getStatus(), String.valueOf(e.getMessage()), e.getDetails()));
        routes.exception(
                JacksonException.class,
                (e, context) -> answer(context, 400, "the body cannot be read: " + Json.fault(e)));
        routes.exception(Refusal.class, (e, context) -> answer(context, 422, String.valueOf(e.getMessage())));
        routes.exception(
                IllegalArgumentException.class, (e, context) -> answer(context, 422, String.valueOf(e.getMessage())));
        routes.exception(Exception.class, (e, context) -> {
            String reference = UUID.randomUUID().toString();
            LOG.atError()
                    .addKeyValue("path", context.path())
                    .addKeyValue("reference", reference)
                    .setCause(e)
                    .log("request failed");
            answer(
                    context,
                    500,
                    "the request failed; the log says why under the reference",
                    Map.of("reference", reference));
        });
    }
}
