package org.tocsin.alerts.inbox;

import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.tocsin.alerts.channel.Told;
import org.tocsin.model.Alert;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;

/** The alerts of a subscription as an Atom 1.0 feed (RFC 4287) and as a JSON Feed 1.1, latest first. */
public final class AlertFeeds {
    private AlertFeeds() {}

    /** The Atom feed; {@code self} is where it is read. */
    public static String atom(Subscription subscription, List<Alert> alerts, String self) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("utf-8", "1.0");
            xml.writeStartElement("feed");
            xml.writeDefaultNamespace("http://www.w3.org/2005/Atom");
            element(xml, "id", "urn:tocsin:subscription:" + subscription.id());
            element(xml, "title", Told.line(subscription.name()));
            element(
                    xml,
                    "updated",
                    alerts.isEmpty()
                            ? Instant.EPOCH.toString()
                            : alerts.getFirst().created().toString());
            xml.writeEmptyElement("link");
            xml.writeAttribute("rel", "self");
            xml.writeAttribute("href", self);
            for (Alert alert : alerts) {
                xml.writeStartElement("entry");
                element(xml, "id", "urn:uuid:" + alert.id());
                element(xml, "title", Told.title(alert));
                element(xml, "updated", alert.created().toString());
                xml.writeStartElement("author");
                element(xml, "name", Told.line(alert.source().isEmpty() ? "Tocsin" : alert.source()));
                xml.writeEndElement();
                String url = Told.url(alert);
                if (!url.isEmpty()) {
                    xml.writeEmptyElement("link");
                    xml.writeAttribute("href", url);
                }
                element(xml, "content", Told.text(alert));
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a feed was not written", e);
        }
        return out.toString();
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    /** The JSON feed; {@code self} is where it is read. */
    public static String json(Subscription subscription, List<Alert> alerts, String self) {
        Map<String, Object> feed = new LinkedHashMap<>();
        feed.put("version", "https://jsonfeed.org/version/1.1");
        feed.put("title", Told.line(subscription.name()));
        feed.put("feed_url", self);
        feed.put("items", alerts.stream().map(AlertFeeds::item).toList());
        return Json.line(feed);
    }

    private static Map<String, Object> item(Alert alert) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", alert.id());
        item.put("title", Told.title(alert));
        item.put("content_text", Told.text(alert));
        String url = Told.url(alert);
        if (!url.isEmpty()) {
            item.put("url", url);
        }
        item.put("date_published", alert.created().toString());
        return item;
    }
}
