package org.tocsin.runtime;

import io.javalin.http.BadRequestResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What stands in the address of a request, read; what is wrong is 400 and says which parameter and what it must be. */
public final class Parameters {
    private static final String TIME = "a time such as 2025-01-11T08:00:00Z, of the years 0 to 9999";

    private Parameters() {}

    /** A time in ISO-8601 with which can be reckoned: of the years 0 to 9999. */
    public static Instant time(String name, String text) {
        try {
            Instant time = Instant.parse(text);
            int year = time.atOffset(ZoneOffset.UTC).getYear();
            if (year >= 0 && year <= 9999) {
                return time;
            }
        } catch (DateTimeParseException e) {
            throw wrong(name, text, TIME, e);
        }
        throw wrong(name, text, TIME, null);
    }

    /** What to throw for a parameter that is not as the {@code rule} says, such as {@code a whole number}. */
    public static BadRequestResponse wrong(String name, String given, String rule, @Nullable Throwable cause) {
        BadRequestResponse wrong =
                new BadRequestResponse("parameter %s must be %s, not %s".formatted(name, rule, given));
        if (cause != null) {
            wrong.initCause(cause);
        }
        return wrong;
    }
}
