package org.tocsin.dashboard;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.dashboard.history.Facet;
import org.tocsin.dashboard.history.HistoryIndex;
import org.tocsin.dashboard.history.Search;
import org.tocsin.dashboard.history.View;
import org.tocsin.query.EntityNames;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;
import org.tocsin.runtime.Parameters;

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
        try {
            return parsed();
        } catch (QueryException e) {
            throw new BadRequestResponse(
                    "parameter q cannot be read: " + e.getMessage(), Map.of("column", String.valueOf(e.column())));
        }
    }

    /** The same; {@link QueryException} when it cannot be read. */
    @Nullable
    Query parsed() {
        String text = text("q", "");
        return text.isBlank() ? null : Query.parse(text, names);
    }

    /** The time that {@code name} says, in ISO-8601. */
    Instant time(String name, Instant otherwise) {
        String text = text(name, "");
        return text.isEmpty() ? otherwise : Parameters.time(name, text);
    }

    /** The present of this request: {@code at}, else now. */
    Instant at() {
        return time("at", now);
    }

    /** What is known at the present of this request. */
    View view() {
        return View.at(text("at", "").isEmpty() ? null : at());
    }

    /** Where the list goes on that {@code cursor} is of; else at its beginning, of all that is searched now. */
    Pinned pinned(HistoryIndex index) throws IOException {
        return text("cursor", "").isEmpty() ? new Pinned(at().toEpochMilli(), index.place(), 0) : cursor(Pinned::parse);
    }

    Duration duration(String name, Duration otherwise, Duration most) {
        String text = text(name, "");
        try {
            Duration asked = text.isEmpty() ? otherwise : Duration.parse(text);
            if (asked.isNegative() || asked.isZero() || asked.compareTo(most) > 0) {
                throw Parameters.wrong(name, text, "longer than nothing and at most " + most, null);
            }
            return asked;
        } catch (DateTimeParseException e) {
            throw Parameters.wrong(name, text, "a duration such as PT1H or P7D", e);
        }
    }

    int number(String name, int otherwise, int most) {
        String text = text(name, "");
        try {
            int number = text.isEmpty() ? otherwise : Integer.parseInt(text);
            if (number < 0 || number > most) {
                throw Parameters.wrong(name, text, "between 0 and " + most, null);
            }
            return number;
        } catch (NumberFormatException e) {
            throw Parameters.wrong(name, text, "a whole number", e);
        }
    }

    double decimal(String name, double otherwise) {
        String text = text(name, "");
        try {
            return text.isEmpty() ? otherwise : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw Parameters.wrong(name, text, "a number", e);
        }
    }

    String text(String name, String otherwise) {
        String text = context.queryParam(name);
        return text == null ? otherwise : text.strip();
    }

    /** One of {@code values}, the first when it is left out. */
    String choice(String name, String... values) {
        String text = text(name, values[0]);
        if (!List.of(values).contains(text)) {
            throw Parameters.wrong(
                    name, text, "one of " + String.join(", ", values).replaceFirst("^, ", ""), null);
        }
        return text;
    }

    /** Refuses a parameter that has no meaning here. */
    void refuse(String name, String why) {
        if (!text(name, "").isEmpty()) {
            throw new BadRequestResponse("parameter %s is not taken here: %s".formatted(name, why));
        }
    }

    /** The cursor of an answer with articles, null for the first page. */
    Search.@Nullable Cursor cursor() {
        return text("cursor", "").isEmpty() ? null : cursor(Search.Cursor::parse);
    }

    /** What is made of the cursor, empty for the first page. */
    <T> T cursor(Function<String, T> read) {
        try {
            return read.apply(text("cursor", ""));
        } catch (IllegalArgumentException e) {
            throw Parameters.wrong("cursor", text("cursor", ""), "the next of an earlier answer", e);
        }
    }

    List<String> list(String name) {
        String text = text(name, "");
        return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*"));
    }

    /** The search that the parameters describe. */
    Search search() {
        Search.Order order = Search.Order.valueOf(
                choice("sort", "newest", "oldest", "relevance").toUpperCase(Locale.ROOT));
        List<Facet> facets = new ArrayList<>();
        list("facets").forEach(name -> facets.add(Facet.of(name)));
        String story = text("story", "");
        return new Search(
                query(),
                story.isEmpty() ? Set.of() : Set.of(story),
                time("from", EARLIEST),
                time("to", at().plusMillis(1)),
                view(),
                false,
                order,
                number("limit", 50, Search.MAX_LIMIT),
                cursor(),
                facets,
                number("facet-limit", 20, Search.MAX_FACET_VALUES),
                number("buckets", 0, Search.MAX_BUCKETS));
    }
}
