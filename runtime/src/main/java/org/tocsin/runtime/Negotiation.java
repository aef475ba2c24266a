package org.tocsin.runtime;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks a route only for what the description says that it takes and gives: a body of another type is 415, an answer to {@code GET} of none
 * of the types that {@code Accept} names is 406. A route that is not described is asked for anything. {@code HEAD} of a
 * stream, which has no end, is answered without asking.
 */
final class Negotiation {
    private static final String STREAM = "text/event-stream";

    /** Methods whose answer must be of a type that is wanted; what was done is told in any case. */
    private static final Set<String> READS = Set.of("GET", "HEAD");

    /** What {@code curl -d} and other simple clients say when they were told nothing: taken as if they had said nothing. */
    private static final String UNSAID = "application/x-www-form-urlencoded";

    private final Supplier<OpenApi> description;

    Negotiation(Supplier<OpenApi> description) {
        this.description = description;
    }

    /** What is called for a route instead of its handler. */
    Handler before(Endpoint route) {
        return route.method.isHttpMethod()
                ? context -> {
                    if (allows(context, route)) {
                        route.handler.handle(context);
                    }
                }
                : route.handler;
    }

    private boolean allows(Context context, Endpoint route) {
        OpenApi.Types types = description.get().types(route.method.name(), route.path);
        String accept = context.header("Accept");
        if (READS.contains(context.req().getMethod())
                && accept != null
                && !types.gives().isEmpty()
                && types.gives().stream().noneMatch(type -> accepts(accept, type))) {
            throw new HttpResponseException(
                    406, "the answer comes as %s, not as %s".formatted(either(types.gives()), accept), Map.of());
        }
        String sent = context.contentType();
        if (sent != null
                && !is(sent, UNSAID)
                && !types.takes().isEmpty()
                && types.takes().stream().noneMatch(type -> is(sent, type))) {
            throw new HttpResponseException(
                    415,
                    "%s is not read; send %s with its Content-Type".formatted(sent, either(types.takes())),
                    Map.of());
        }
        if (context.req().getMethod().equals("HEAD") && types.gives().contains(STREAM)) {
            context.contentType(STREAM);
            return false;
        }
        return true;
    }

    private static String either(List<String> types) {
        return String.join(" or ", types);
    }

    /** Whether one of the ranges of {@code accept} has {@code type} and is not refused by its weight. */
    private static boolean accepts(String accept, String type) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.strip().split("\\s*;\\s*", -1);
            boolean refused = List.of(parts).stream().anyMatch(part -> part.matches("q=0(\\.0*)?"));
            if (!refused && covers(parts[0], type)) {
                return true;
            }
        }
        return accept.isBlank();
    }

    private static boolean covers(String range, String type) {
        return range.equals("*/*")
                || is(range, type)
                || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
    }

    /** Whether what was sent is of a type that is described, by its own name or another that means the same. */
    private static boolean is(String sent, String described) {
        String type = sent.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
        return switch (described) {
            case "*/*" -> true;
            case "application/json", "application/feed+json" ->
                type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
            case "application/yaml" -> type.matches("(application|text)/(x-)?yaml");
            case "text/x-opml" -> type.matches("(application|text)/(x-opml|opml\\+xml|xml|octet-stream)");
            default -> type.equals(described);
        };
    }
}
