package org.tocsin.replay.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Form;
import org.tocsin.query.Query;
import org.tocsin.replay.Replay;
import org.tocsin.replay.compare.KnowledgeOf;
import tools.jackson.databind.JsonNode;

/**
 * The members of a request, each with a default. Nothing is passed over: {@link IllegalArgumentException} names the member
 * that is unknown or is not what it must be, and what that is.
 */
final class Asked {
    private static final int SHOWN = 60;

    private enum Revisions {
        latest,
        all
    }

    private final JsonNode request;

    /** @param known the members that this kind has */
    Asked(JsonNode request, String... known) {
        this.request = request;
        Set<String> all = new TreeSet<>(List.of(known));
        all.add("kind");
        for (String name : request.propertyNames()) {
            if (!all.contains(name)) {
                throw new IllegalArgumentException(name + " is unknown; there are " + all);
            }
        }
    }

    boolean has(String name) {
        return !node(name).isMissingNode();
    }

    /** Missing where it is null. */
    private JsonNode node(String name) {
        JsonNode node = request.path(name);
        return node.isNull() ? node.path("") : node;
    }

    private static IllegalArgumentException wrong(String name, JsonNode node, String wanted) {
        String given = node.toString();
        return new IllegalArgumentException(
                node.isMissingNode()
                        ? name + " is missing; it must be " + wanted
                        : name + " " + (given.length() > SHOWN ? given.substring(0, SHOWN) + "…" : given)
                                + " is refused; it must be " + wanted);
    }

    /** Inclusive. */
    Instant from() {
        return time("from", Instant.parse("0000-01-01T00:00:00Z"));
    }

    /** Exclusive. */
    Instant to() {
        Instant to = time("to", Instant.parse("9999-01-01T00:00:00Z"));
        if (!from().isBefore(to)) {
            throw wrong("to", node("to"), "later than from");
        }
        return to;
    }

    private Instant time(String name, Instant otherwise) {
        String text = text(name, "");
        return text.isEmpty() ? otherwise : Replay.time(name, text);
    }

    Replay.By by() {
        return one("by", Replay.By.published);
    }

    /** Null where none is given. */
    @Nullable
    Query filter(Function<String, Query> queries) {
        String text = text("query", "");
        return text.isEmpty() ? null : within("query", () -> queries.apply(text));
    }

    boolean allRevisions() {
        return one("revisions", Revisions.latest) == Revisions.all;
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name, node(name)) : otherwise;
    }

    static String text(String name, JsonNode node) {
        if (!node.isString()) {
            throw wrong(name, node, "a text");
        }
        return node.asString();
    }

    /** A text that must be there. */
    String text(String name) {
        String text = text(name, node(name));
        if (text.isBlank()) {
            throw wrong(name, node(name), "a text that is not empty");
        }
        return text;
    }

    boolean truth(String name) {
        if (has(name) && !node(name).isBoolean()) {
            throw wrong(name, node(name), "true or false");
        }
        return node(name).asBoolean(false);
    }

    /** Both bounds are inclusive. */
    double number(String name, double least, double most, double otherwise) {
        JsonNode node = node(name);
        if (!has(name)) {
            return otherwise;
        }
        if (!node.isNumber() || !(node.asDouble() >= least && node.asDouble() <= most)) {
            throw wrong(name, node, "a number from " + shown(least) + " to " + shown(most));
        }
        return node.asDouble();
    }

    private static String shown(double number) {
        return number == Math.rint(number) ? String.format(Locale.ROOT, "%,d", (long) number) : String.valueOf(number);
    }

    /** How many times as fast as it was. */
    double speed() {
        if (!has("speed") || node("speed").toString().equals("\"max\"")) {
            return Double.POSITIVE_INFINITY;
        }
        if (node("speed").isString()) {
            throw wrong("speed", node("speed"), "a number from 1 to 1,000, or \"max\"");
        }
        return number("speed", 1, 1000, 1);
    }

    /** Both bounds are inclusive. */
    int whole(String name, int least, int most, int otherwise) {
        if (has(name) && !node(name).isIntegralNumber()) {
            throw wrong(name, node(name), "a whole number");
        }
        return (int) number(name, least, most, otherwise);
    }

    /** One of the constants of an enum. */
    <E extends Enum<E>> E one(String name, E otherwise) {
        return has(name) ? one(name, node(name), otherwise.getDeclaringClass()) : otherwise;
    }

    /** One of the constants of an enum, which must be there. */
    <E extends Enum<E>> E one(String name, Class<E> of) {
        return one(name, node(name), of);
    }

    private static <E extends Enum<E>> E one(String name, JsonNode node, Class<E> of) {
        Set<E> known = EnumSet.allOf(of);
        return known.stream()
                .filter(constant -> node.isString() && constant.name().equals(node.asString()))
                .findFirst()
                .orElseThrow(() -> wrong(name, node, "among " + known));
    }

    /** Constants of an enum, in a list or one alone; none where there are none. */
    <E extends Enum<E>> List<E> several(String name, Class<E> of) {
        return node(name).isString() ? List.of(one(name, of)) : list(name, (where, one) -> one(where, one, of));
    }

    /**
     * The members of a list; none where there is no list.
     *
     * @param read gets where a member stands, such as {@code drafts[0]}, and the member
     */
    <T> List<T> list(String name, BiFunction<String, JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        if (has(name) && !node(name).isArray()) {
            throw wrong(name, node(name), "a list");
        }
        for (JsonNode one : node(name)) {
            all.add(read.apply(name + "[" + all.size() + "]", one));
        }
        return all;
    }

    List<String> texts(String name) {
        return list(name, Asked::text);
    }

    /** Records, each a group of its fields. */
    <T> List<T> all(String name, Class<T> type) {
        return list(name, (where, one) -> within(where, () -> Form.read(one, type)));
    }

    /** The name of a version of knowledge. */
    String knowledge(String name) {
        return within(name, () -> KnowledgeOf.version(text(name, "now")));
    }

    /** Says of what is refused where it stands. */
    static <T> T within(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}
