package org.tocsin.alerts.channel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Posts JSON of the user's own shape: {@code {{title}}} and the like in the strings of the option {@code template} are
 * replaced. It is replaced in the parsed template, so whatever a title holds stays inside its string. The secret is sent as
 * a bearer token. Of a digest {@code title} and its like are those of the first alert, {@code text} tells all.
 */
final class JsonTemplate extends HttpChannel {
    private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final List<String> NAMES = List.of(
            "id",
            "kind",
            "subscription",
            "headline",
            "title",
            "url",
            "source",
            "summary",
            "published",
            "story",
            "details",
            "text");

    JsonTemplate(GuardedClient client) {
        super("json", client);
    }

    @Override
    String address(Destination destination, String secret) {
        return destination.target();
    }

    @Override
    public Set<String> options() {
        return Set.of("template");
    }

    @Override
    List<Problem> problems(Destination destination, String secret) {
        String template = destination.option("template", "");
        try {
            if (!Json.mapper().readTree(template).isObject()) {
                return List.of(new Problem("options.template", "it must be a JSON object"));
            }
        } catch (JacksonException e) {
            return List.of(new Problem("options.template", "it is no JSON: " + e.getOriginalMessage()));
        }
        return Stream.concat(
                        HOLE.matcher(template)
                                .results()
                                .map(hole -> hole.group(1))
                                .filter(name -> !NAMES.contains(name))
                                .map(name -> new Problem(
                                        "options.template", "{{%s}} is unknown; known are %s".formatted(name, NAMES))),
                        tokenProblems(secret).stream())
                .toList();
    }

    @Override
    Request request(Message message) {
        Alert alert = message.alert();
        Telling telling = Telling.of(alert);
        Telling.Item item = telling.items().getFirst();
        Map<String, String> values = Map.ofEntries(
                Map.entry("id", alert.id()),
                Map.entry("kind", alert.kind()),
                Map.entry("subscription", alert.subscription()),
                Map.entry("headline", telling.headline()),
                Map.entry("title", item.title()),
                Map.entry("url", item.url()),
                Map.entry("source", Escape.line(alert.source(), 80)),
                Map.entry("summary", Escape.line(alert.summary(), 300)),
                Map.entry("published", String.valueOf(alert.published())),
                Map.entry("story", alert.story()),
                Map.entry("details", item.details()),
                Map.entry("text", Told.text(alert)));
        JsonNode template = Json.mapper().readTree(message.destination().option("template", "{}"));
        Map<String, String> headers =
                message.secret().isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + message.secret());
        return post(message.destination().target(), headers, filled(template, values));
    }

    private static JsonNode filled(JsonNode node, Map<String, String> values) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = Json.mapper().createObjectNode();
                object.properties().forEach(entry -> copy.set(entry.getKey(), filled(entry.getValue(), values)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = Json.mapper().createArrayNode();
                array.forEach(one -> copy.add(filled(one, values)));
                yield copy;
            }
            case StringNode text ->
                StringNode.valueOf(HOLE.matcher(text.stringValue())
                        .replaceAll(hole -> Matcher.quoteReplacement(values.getOrDefault(hole.group(1), ""))));
            default -> node;
        };
    }
}
