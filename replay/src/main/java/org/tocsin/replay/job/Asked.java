package org.tocsin.replay.job;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tocsin.replay.Replay;
import tools.jackson.databind.JsonNode;

/** The members of a request, each with a default; {@link IllegalArgumentException} for what is none of a request's. */
final class Asked {
    private final JsonNode request;

    /** @param known the members that this kind has besides those of a time */
    Asked(JsonNode request, String... known) {
        this.request = request;
        Set<String> all = new HashSet<>(Arrays.asList(known));
        all.addAll(List.of("kind", "from", "to", "by"));
        for (String name : request.propertyNames()) {
            if (!all.contains(name)) {
                throw new IllegalArgumentException(
                        name + " is unknown; there are " + all.stream().sorted().toList());
            }
        }
    }

    /** Inclusive. */
    Instant from() {
        return time("from", Instant.parse("0000-01-01T00:00:00Z"));
    }

    /** Exclusive. */
    Instant to() {
        return time("to", Instant.parse("9999-01-01T00:00:00Z"));
    }

    private Instant time(String name, Instant otherwise) {
        String text = text(name, "");
        try {
            return text.isEmpty()
                    ? otherwise
                    : text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + " " + text + " is no time; write 2025-01-11 or 2025-01-11T09:30:00Z", e);
        }
    }

    Replay.By by() {
        return one("by", Replay.By.published);
    }

    String text(String name, String otherwise) {
        return request.path(name).asString(otherwise);
    }

    boolean truth(String name) {
        return request.path(name).asBoolean(false);
    }

    double number(String name, double otherwise) {
        return request.path(name).asDouble(otherwise);
    }

    /** One of the constants of an enum. */
    <E extends Enum<E>> E one(String name, E otherwise) {
        String text = text(name, otherwise.name());
        Set<E> known = EnumSet.allOf(otherwise.getDeclaringClass());
        return known.stream()
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(name + " " + text + " is refused; it must be among " + known));
    }

    /** The members of a list; one that is no list counts as a list of one. */
    List<JsonNode> list(String name) {
        JsonNode value = request.path(name);
        List<JsonNode> all = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(all::add);
        } else if (!value.isMissingNode() && !value.isNull()) {
            all.add(value);
        }
        return all;
    }

    List<String> texts(String name) {
        return list(name).stream().map(one -> one.asString("")).toList();
    }
}
