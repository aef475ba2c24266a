package org.tocsin.ingest.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.nodes.Element;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.text.PlainText;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Items of NewsML-G2 2.x, alone or in a news message. */
final class NewsMl {
    private NewsMl() {}

    /** The news items that {@code root} is or holds. */
    static List<ObjectNode> articles(Element root) {
        if (root.tagName().equals("newsItem")) {
            return List.of(article(root));
        }
        List<ObjectNode> articles = new ArrayList<>();
        Parts.all(root, "itemSet", "newsItem").forEach(item -> articles.add(article(item)));
        return articles;
    }

    private static ObjectNode article(Element item) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", item.attr("guid"));
        Element inline = Parts.first(item, "contentSet", "inlineXML");
        Element nitf = inline == null ? null : Parts.first(inline, "nitf");
        if (nitf != null) {
            json.setAll(Nitf.article(nitf));
            json.put("id", Parts.or(item.attr("guid"), json.path("id").asString("")));
        } else if (inline != null) {
            json.put("body", html(inline));
        } else {
            json.put("body", Parts.text(item, "contentSet", "inlineData"));
        }
        put(json, "title", Parts.text(item, "contentMeta", "headline"), Parts.text(item, "itemMeta", "title"));
        put(json, "summary", Parts.text(item, "contentMeta", "description"), "");
        put(
                json,
                "published",
                Parts.or(
                        Parts.text(item, "itemMeta", "firstCreated"),
                        Parts.text(item, "contentMeta", "contentCreated")),
                Parts.text(item, "itemMeta", "versionCreated"));
        json.put("embargoed", Parts.text(item, "itemMeta", "embargoed"));
        put(
                json,
                "language",
                Parts.attribute(item, "tag", "contentMeta", "language"),
                Parts.or(inline == null ? "" : inline.attr("xml:lang"), item.attr("xml:lang")));
        put(
                json,
                "source",
                Parts.or(name(item, "contentMeta", "infoSource"), name(item, "itemMeta", "provider")),
                Parts.or(
                        Parts.attribute(item, "literal", "itemMeta", "provider"),
                        Parts.attribute(item, "qcode", "itemMeta", "provider").replaceFirst("^[^:]*:", "")));
        put(json, "url", web(Parts.attribute(item, "href", "itemMeta", "link")), web(item.attr("guid")));
        String status = Parts.or(
                        Parts.attribute(item, "qcode", "itemMeta", "pubStatus"),
                        Parts.attribute(item, "uri", "itemMeta", "pubStatus"))
                .toLowerCase(Locale.ROOT);
        json.put("retracted", status.endsWith("canceled") || status.endsWith("withheld"));
        people(json, item);
        subjects(json, item);
        return json;
    }

    private static void put(ObjectNode json, String name, String first, String second) {
        String value = Parts.or(first, second);
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static String web(String address) {
        return Address.isWeb(address) ? address : "";
    }

    private static String html(Element inline) {
        Element html = Parts.first(inline, "html");
        Element body = html == null ? null : Parts.first(html, "body");
        return PlainText.of(body == null ? inline : body);
    }

    /** The name of an entity in a controlled vocabulary, or its literal. */
    private static String name(Element item, String... path) {
        Element element = Parts.first(item, path);
        return element == null ? "" : Parts.or(Parts.text(element, "name"), element.attr("literal"));
    }

    private static void people(ObjectNode json, Element item) {
        List<String> people = new ArrayList<>(Parts.texts(item, "contentMeta", "creator", "name"));
        if (people.isEmpty()) {
            people.addAll(Parts.texts(item, "contentMeta", "by"));
        }
        if (!people.isEmpty()) {
            ArrayNode authors = json.putArray("authors");
            people.forEach(authors::add);
        }
    }

    private static void subjects(ObjectNode json, Element item) {
        ArrayNode categories = json.withArray("categories");
        for (Element subject : Parts.all(item, "contentMeta", "subject")) {
            String name = Parts.or(Parts.text(subject, "name"), subject.attr("literal"), subject.attr("qcode"));
            if (!name.isEmpty()) {
                categories.add(name);
            }
        }
    }
}
