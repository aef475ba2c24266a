package org.tocsin.app.feedquality;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.feed.Reading;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What a strict parser finds in a feed that no one has described: how many items, their titles and links. */
final class StrictCount {
    private StrictCount() {}

    static Verdict judge(String file, byte[] bytes) {
        if (FeedReader.read(bytes, "", "") instanceof Reading.Unreadable unreadable) {
            return Verdict.leftOut(file, unreadable.reason().startsWith("a page") ? "a page, not a feed" : "no feed");
        }
        Comparison with = new Comparison(file, bytes, "", "");
        if (with.encodingWrong()) {
            return Verdict.leftOut(file, "names an encoding that it is not in, which a strict parser believes");
        }
        Document document;
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setNamespaceAware(true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            document = builder.parse(new ByteArrayInputStream(bytes));
        } catch (SAXException | IOException e) {
            with.holds("a fault is said", with.faultSaid());
            return with.verdict("");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        List<Element> items = new ArrayList<>();
        items(document.getDocumentElement(), items);
        with.holds("%d items came, %d are there".formatted(with.items(), items.size()), with.items() == items.size());
        for (int i = 0; i < Math.min(items.size(), with.items()); i++) {
            for (Element child : children(items.get(i))) {
                boolean plain = child.getPrefix() == null;
                String text = child.getTextContent().strip();
                if (plain && child.getLocalName().equals("title") && !text.isEmpty()) {
                    with.text("items[" + i + "].title", text, with.item(i).path("title"));
                } else if (plain && child.getLocalName().equals("link") && text.startsWith("http")) {
                    with.same("items[" + i + "].link", text, with.item(i).path("link"));
                }
            }
        }
        return with.verdict("");
    }

    private static void items(Element element, List<Element> found) {
        Set<String> content = Set.of("http://purl.org/rss/1.0/modules/content/");
        for (Element child : children(element)) {
            boolean item =
                    child.getLocalName().equals("item") || child.getLocalName().equals("entry");
            if (item && !content.contains(String.valueOf(child.getNamespaceURI()))) {
                found.add(child);
            } else {
                items(child, found);
            }
        }
    }

    private static List<Element> children(Element element) {
        List<Element> found = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                found.add(child);
            }
        }
        return found;
    }
}
