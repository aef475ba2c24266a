package org.tocsin.runtime;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists of things that have an id, in its order: {@code limit} says how many are answered, all unless it is given; where that
 * leaves some out the header {@code Link} (RFC 8288) has the address of those that come next, which names the last id in
 * {@code cursor}.
 */
public final class Paging {
    /** The largest {@code limit}. */
    public static final int MOST = 10_000;

    private Paging() {}

    /**
     * What the request asks for.
     *
     * @param after gives what comes after an id, which need not be there; all after the empty one
     */
    public static <T> List<T> page(Context context, Function<String, Stream<T>> after, Function<T, String> id) {
        long most = most(context.queryParam("limit"));
        List<T> some = after.apply(Objects.requireNonNullElse(context.queryParam("cursor"), ""))
                .limit(most + 1)
                .toList();
        if (some.size() <= most) {
            return some;
        }
        List<T> page = some.subList(0, (int) most);
        context.header("Link", "<%s>; rel=\"next\"".formatted(next(context, id.apply(page.getLast()))));
        return page;
    }

    private static long most(@Nullable String limit) {
        if (limit == null) {
            return Integer.MAX_VALUE;
        }
        if (!limit.matches("[1-9]\\d{0,4}") || Integer.parseInt(limit) > MOST) {
            throw Parameters.wrong("limit", limit, "between 1 and " + MOST, null);
        }
        return Integer.parseInt(limit);
    }

    private static String next(Context context, String last) {
        return context.path() + "?"
                + Stream.concat(
                                context.queryParamMap().entrySet().stream()
                                        .filter(one -> !one.getKey().equals("cursor"))
                                        .map(one -> Map.entry(
                                                one.getKey(), one.getValue().getFirst())),
                                Stream.of(Map.entry("cursor", last)))
                        .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
