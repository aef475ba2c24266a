package org.tocsin.ingest.wire;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.tocsin.ingest.text.PlainText;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ObjectNode;

/** A document in the News Industry Text Format 3.x. */
final class Nitf {
    private Nitf() {}

    static ObjectNode article(Element nitf) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("id", Parts.attribute(nitf, "id-string", "head", "docdata", "doc-id"));
        json.put(
                "title",
                Parts.or(Parts.text(nitf, "body", "body.head", "hedline", "hl1"), Parts.text(nitf, "head", "title")));
        json.put("summary", Parts.text(nitf, "body", "body.head", "abstract"));
        json.put("body", body(nitf));
        json.put(
                "published",
                Parts.or(
                        Parts.attribute(nitf, "norm", "head", "docdata", "date.issue"),
                        Parts.attribute(nitf, "norm", "head", "docdata", "date.release"),
                        Parts.attribute(nitf, "date.publication", "head", "pubdata")));
        json.put("language", Parts.or(Parts.attribute(nitf, "xml:lang", "body"), nitf.attr("xml:lang")));
        json.put(
                "source",
                Parts.or(
                        Parts.attribute(nitf, "name", "head", "pubdata"),
                        Parts.text(nitf, "body", "body.head", "distributor"),
                        Parts.attribute(nitf, "regsrc", "head", "docdata", "doc-id"),
                        Parts.attribute(nitf, "holder", "head", "docdata", "doc.copyright")));
        json.put("url", Parts.attribute(nitf, "ex-ref", "head", "pubdata"));
        String status =
                Parts.attribute(nitf, "management-status", "head", "docdata").toLowerCase(Locale.ROOT);
        json.put(
                "retracted",
                List.of("canceled", "cancelled", "withheld", "withdrawn").contains(status));
        if (status.equals("embargoed")) {
            json.put("embargoed", Parts.attribute(nitf, "norm", "head", "docdata", "date.release"));
        }
        Stream.concat(
                        Parts.texts(nitf, "body", "body.head", "byline", "person").stream(),
                        Parts.texts(nitf, "body", "body.head", "byline").stream())
                .findFirst()
                .ifPresent(byline -> json.putArray("authors").add(byline));
        var categories = json.putArray("categories");
        for (Element classifier : Parts.all(nitf, "head", "docdata", "identified-content", "classifier")) {
            categories.add(Parts.or(classifier.attr("value"), PlainText.of(classifier)));
        }
        Parts.all(nitf, "head", "docdata", "key-list", "keyword")
                .forEach(keyword -> categories.add(keyword.attr("key")));
        return json;
    }

    /** The text without the captions and credits of media. */
    private static String body(Element nitf) {
        Element content = Parts.first(nitf, "body", "body.content");
        if (content == null) {
            return "";
        }
        Element copy = content.clone();
        copy.forEachNode(node -> {
            if (node instanceof Element element && element.tagName().equals("media")) {
                element.remove();
            }
        });
        return PlainText.of(copy);
    }
}
