package org.tocsin.alerts.subscription;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.tocsin.alerts.channel.Problem;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** A subscription as people write it, in YAML or JSON: stricter than the log, so that no misspelt field is passed over. */
final class SubscriptionForm {
    private static final ObjectReader READER =
            Json.mapper().readerFor(Subscription.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private SubscriptionForm() {}

    /** The subscription in {@code node}; {@link Refused} names the first field that cannot be what it is. */
    static Subscription read(JsonNode node) {
        String id = node.path("id").asString("");
        if (!node.isObject()) {
            throw new Refused(id, List.of(new Problem("", "a subscription is a group of fields")));
        }
        try {
            return READER.readValue(node);
        } catch (JacksonException e) {
            throw new Refused(id, List.of(new Problem(field(e), reason(e))));
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
