package org.tocsin.ingest.wire;

import java.util.List;
import java.util.Locale;
import org.tocsin.ingest.address.Address;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An object of IPTC's News in JSON, 1.x or 2.x. */
public final class Ninjs {
    private static final List<String> MARKS = List.of(
            "versioncreated",
            "firstcreated",
            "pubstatus",
            "body_xhtml",
            "body_text",
            "description_text",
            "infosources",
            "infosource",
            "headlines",
            "bodies",
            "representationtype",
            "slugline",
            "contentcreated",
            "urgency");

    private Ninjs() {}

    /** Whether {@code json} is in this form and not in our own. */
    public static boolean is(JsonNode json) {
        return (json.has("uri") && MARKS.stream().anyMatch(json::has)) || json.has("headlines") || json.has("bodies");
    }

    /** The same article in our own form. */
    public static ObjectNode article(JsonNode item) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", text(item, "uri"));
        json.put("url", Parts.or(web(text(item, "canonicalurl")), web(text(item, "url")), web(text(item, "uri"))));
        json.put("title", Parts.or(text(item, "headline"), value(item, "headlines"), text(item, "title")));
        json.put("summary", Parts.or(variant(item, "description"), value(item, "descriptions")));
        json.put("body", Parts.or(variant(item, "body"), value(item, "bodies")));
        json.put("language", text(item, "language"));
        json.put(
                "published",
                Parts.or(text(item, "firstcreated"), text(item, "contentcreated"), text(item, "versioncreated")));
        json.put("embargoed", text(item, "embargoed"));
        String status = text(item, "pubstatus").toLowerCase(Locale.ROOT);
        json.put("retracted", List.of("canceled", "cancelled", "withheld").contains(status));
        json.put("source", source(item));
        authors(item, json.putArray("authors"));
        ArrayNode categories = json.putArray("categories");
        for (String field : List.of("subject", "subjects", "genre", "genres")) {
            names(item.path(field)).forEach(categories::add);
        }
        return json;
    }

    private static void authors(JsonNode item, ArrayNode authors) {
        names(item.path("authors")).forEach(authors::add);
        String byline = Parts.or(text(item, "byline"), text(item, "by"), value(item, "bylines"));
        if (authors.isEmpty() && !byline.isEmpty()) {
            authors.add(byline);
        }
    }

    /** The name of the first information source, best of one whose role is publisher. */
    private static String source(JsonNode item) {
        String first = "";
        for (String field : List.of("infosource", "infosources")) {
            for (JsonNode one : item.path(field)) {
                String name = Parts.or(text(one, "name"), text(one, "literal"));
                if (text(one, "role").contains("publisher")) {
                    return name;
                }
                first = Parts.or(first, name);
            }
        }
        return Parts.or(first, text(item, "copyrightholder"));
    }

    private static List<String> names(JsonNode list) {
        return list.valueStream()
                .map(one -> one.isString()
                        ? one.asString()
                        : Parts.or(text(one, "name"), text(one, "literal"), text(one, "code")))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** {@code body_text}, else {@code body_xhtml} and so on: 1.x names a field by its format. */
    private static String variant(JsonNode item, String stem) {
        return Parts.or(
                text(item, stem + "_text"),
                text(item, stem + "_xhtml"),
                text(item, stem + "_html"),
                text(item, stem + "_nitf"),
                text(item, stem));
    }

    /** The value of the main entry of a list in 2.x, plain text before markup. */
    private static String value(JsonNode item, String field) {
        String best = "";
        for (JsonNode one : item.path(field)) {
            String text = Parts.or(text(one, "value"), text(one, "text"));
            boolean main =
                    text(one, "role").equals("main") || text(one, "contenttype").equals("text/plain");
            if (main && !text.isEmpty()) {
                return text;
            }
            best = Parts.or(best, text);
        }
        return best;
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asString("");
    }

    private static String web(String address) {
        return Address.isWeb(address) ? address : "";
    }
}
