package org.tocsin.model;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Records as people write them, in YAML or JSON: stricter than the log, so that no misspelt field is passed over. */
public final class Form {
    private Form() {}

    /** A field that cannot be what it is, and why. */
    public static final class Refused extends IllegalArgumentException {
        private final String field;
        private final String reason;

        private Refused(String field, String reason) {
            super(field.isEmpty() ? reason : field + ": " + reason);
            this.field = field;
            this.reason = reason;
        }

        /** As {@code mutes[0].until}; empty for the whole. */
        public String field() {
            return field;
        }

        public String reason() {
            return reason;
        }
    }

    /** The record in {@code node}; {@link Refused} names the first field that cannot be what it is. */
    public static <T> T read(JsonNode node, Class<T> type) {
        if (!node.isObject()) {
            throw new Refused("", "what stands there is no group of fields");
        }
        try {
            return Json.mapper()
                    .readerFor(type)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(node);
        } catch (JacksonException e) {
            throw new Refused(field(e), reason(e));
        }
    }

    private static String field(JacksonException error) {
        StringBuilder field = new StringBuilder();
        for (JacksonException.Reference step : error.getPath()) {
            if (step.getPropertyName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return field.toString();
    }

    private static String reason(JacksonException error) {
        return switch (error) {
            case UnrecognizedPropertyException unknown ->
                unknown.getPropertyName() + " is no field here; there are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", "));
            case InvalidFormatException format -> format.getValue() + " is " + wanted(format.getTargetType());
            case MismatchedInputException mismatch -> "what stands there is " + wanted(mismatch.getTargetType());
            default -> error.getOriginalMessage();
        };
    }

    /** Goes on after “is”: what a value of that type is not. */
    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> Json.mapper().valueToTree(constant).asString())
                    .collect(Collectors.joining(", ", "none of ", ""));
        }
        if (type == Instant.class) {
            return "no time; write one such as 2027-01-31T08:00:00Z";
        }
        if (type == int.class || type == Integer.class) {
            return "no whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "neither true nor false";
        }
        return Collection.class.isAssignableFrom(type)
                ? "no list"
                : type == String.class ? "no text" : "no group of fields";
    }
}
