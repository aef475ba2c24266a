package org.tocsin.dashboard;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.dashboard.history.Facet;
import org.tocsin.dashboard.history.Search;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;

/** What the parameters of a request say; a wrong one is answered with its name and what it must be. */
final class Asked {
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private final Context context;
    private final EntityNames names;
    private final Instant now;

    Asked(Context context, InstantSource clock, EntityNames names) {
        this.context = context;
        this.names = names;
        now = clock.instant();
    }

    /** The query of {@code q}, null when there is none. */
    @Nullable
    Query query() {
        String text = text("q", "");
        return text.isBlank() ? null : Query.parse(text, names);
    }

    /** The time that {@code name} says, in ISO-8601. */
    Instant time(String name, Instant otherwise) {
        String text = text(name, "");
        try {
            return text.isEmpty() ? otherwise : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong(name, text, "a time such as 2025-01-11T08:00:00Z", e);
        }
    }

    /** The present of this request: {@code at}, else now. */
    Instant at() {
        return time("at", now);
    }

    Duration duration(String name, Duration otherwise, Duration most) {
        String text = text(name, "");
        try {
            Duration asked = text.isEmpty() ? otherwise : Duration.parse(text);
            if (asked.isNegative() || asked.isZero() || asked.compareTo(most) > 0) {
                throw wrong(name, text, "longer than nothing and at most " + most, null);
            }
            return asked;
        } catch (DateTimeParseException e) {
            throw wrong(name, text, "a duration such as PT1H or P7D", e);
        }
    }

    int number(String name, int otherwise, int most) {
        String text = text(name, "");
        try {
            int number = text.isEmpty() ? otherwise : Integer.parseInt(text);
            if (number < 0 || number > most) {
                throw wrong(name, text, "between 0 and " + most, null);
            }
            return number;
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a whole number", e);
        }
    }

    double decimal(String name, double otherwise) {
        String text = text(name, "");
        try {
            return text.isEmpty() ? otherwise : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a number", e);
        }
    }

    String text(String name, String otherwise) {
        String text = context.queryParam(name);
        return text == null ? otherwise : text.strip();
    }

    List<String> list(String name) {
        String text = text(name, "");
        return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*"));
    }

    /** The search that the parameters describe. */
    Search search() {
        Search.Order order = switch (text("sort", "newest")) {
            case "newest" -> Search.Order.NEWEST;
            case "oldest" -> Search.Order.OLDEST;
            case "relevance" -> Search.Order.RELEVANCE;
            default -> throw wrong("sort", text("sort", ""), "newest, oldest or relevance", null);
        };
        List<Facet> facets = new ArrayList<>();
        list("facets").forEach(name -> facets.add(Facet.of(name)));
        String cursor = text("cursor", "");
        return new Search(
                query(),
                text("story", ""),
                time("from", EARLIEST),
                time("to", at().plusMillis(1)),
                order,
                number("limit", 50, Search.MAX_LIMIT),
                cursor.isEmpty() ? null : Search.Cursor.parse(cursor),
                facets,
                number("facet-limit", 20, Search.MAX_FACET_VALUES),
                number("buckets", 0, Search.MAX_BUCKETS));
    }

    private static BadRequestResponse wrong(String name, String given, String rule, @Nullable Throwable cause) {
        BadRequestResponse wrong =
                new BadRequestResponse("parameter %s must be %s, not %s".formatted(name, rule, given));
        if (cause != null) {
            wrong.initCause(cause);
        }
        return wrong;
    }
}
