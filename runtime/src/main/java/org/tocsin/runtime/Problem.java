package org.tocsin.runtime;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.EndpointNotFound;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;

/**
 * The one form of every error that the API answers: problem details of RFC 9457 as {@code application/problem+json},
 * with {@code type}, {@code title}, {@code status}, {@code detail}, {@code instance} and members of its own. A handler
 * answers one, or throws: {@link HttpResponseException} keeps its status, an unreadable body is 400, a {@link Refusal} is
 * 422, an {@link IllegalArgumentException} what {@link #refusal} says, a broker that does not answer is 503, anything else 500
 * under a reference that the log has too. A wrong parameter is 400 wherever it stands, see {@link Parameters}.
 */
public final class Problem {
    static final String TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    /** What a handler may have said of an answer that it then did not give. */
    private static final List<String> OF_THE_BODY = List.of(
            "Cache-Control",
            "Content-Disposition",
            "Content-Encoding",
            "Content-Language",
            "Content-Length",
            "ETag",
            "Last-Modified");

    /** When to ask again, in seconds, where nobody knows better. */
    private static final String SOON = "1";

    private Problem() {}

    /** Answers with {@code detail}, a sentence that says what is wrong and what to do. */
    public static void answer(Context context, int status, String detail) {
        answer(context, status, detail, Map.of());
    }

    /** Answers with members beside the standard ones, such as {@code column} of a query that cannot be read. */
    public static void answer(Context context, int status, String detail, Map<String, ?> members) {
        Map<String, Object> problem = of(status, detail, context.path());
        problem.putAll(members);
        if ((status == 429 || status == 503) && context.res().getHeader("Retry-After") == null) {
            context.header("Retry-After", SOON);
        }
        OF_THE_BODY.forEach(context::removeHeader);
        // else the charset of a type that was set before stays with the next one
        context.res().setCharacterEncoding((String) null);
        context.status(status).contentType(TYPE).result(Json.bytes(problem));
    }

    /** The status of what was asked wrongly: 400 where only the address can be wrong, 422 where there is a body that was read. */
    public static int refusal(Context context) {
        return Set.of("GET", "HEAD").contains(context.req().getMethod()) ? 400 : 422;
    }

    static Map<String, Object> of(int status, String detail, String instance) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpStatus.forStatus(status).getMessage());
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("instance", instance);
        return problem;
    }

    /**
     * Makes every thrown exception and every unknown path a problem.
     *
     * @param away why nothing can be asked of this process at present, empty when it can
     */
    static void handle(JavalinDefaultRoutingApi routes, Supplier<String> away) {
        routes.exception(
                HttpResponseException.class,
                (e, context) ->
                        answer(context, e.getStatus(), String.valueOf(e.getMessage()), members(e.getDetails())));
        routes.exception(
                EndpointNotFound.class,
                (e, context) -> answer(context, 404, "there is nothing here; /openapi.json says what there is"));
        routes.exception(MethodNotAllowedResponse.class, (e, context) -> {
            String allowed = String.join(", ", e.getDetails().values());
            context.header("Allow", allowed);
            answer(
                    context,
                    405,
                    "there is no %s here, but %s".formatted(context.req().getMethod(), allowed));
        });
        routes.exception(
                JacksonException.class,
                (e, context) -> answer(context, 400, "the body cannot be read: " + Json.fault(e)));
        routes.exception(Refusal.class, (e, context) -> answer(context, 422, String.valueOf(e.getMessage())));
        routes.exception(
                IllegalArgumentException.class,
                (e, context) -> answer(context, refusal(context), String.valueOf(e.getMessage())));
        routes.exception(Exception.class, (e, context) -> {
            if (!away.get().isEmpty()) {
                answer(context, 503, away.get());
            } else if (ofTheBroker(e)) {
                answer(context, 503, "the broker does not answer; ask again in a moment");
            } else {
                failed(context, e);
            }
        });
    }

    /** What an exception carries is text, a number too. */
    private static Map<String, Object> members(Map<String, String> details) {
        Map<String, Object> members = new LinkedHashMap<>(details);
        members.computeIfPresent("column", (name, column) -> Integer.valueOf(column.toString()));
        return members;
    }

    /** Whether it may be gone when it is tried again. */
    private static boolean ofTheBroker(@Nullable Throwable e) {
        return e != null
                && (e instanceof RetriableException || e instanceof TimeoutException || ofTheBroker(e.getCause()));
    }

    private static void failed(Context context, Exception e) {
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
    }

    /** Called after every handler: a failure that nobody has said anything about is a problem too. */
    static void complete(Context context) {
        if (context.statusCode() >= 400
                && context.resultInputStream() == null
                && !context.res().isCommitted()) {
            answer(context, context.statusCode(), "the request was not answered");
        }
    }
}
