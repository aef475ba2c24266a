package org.tocsin.ingest.wire;

import java.io.StringReader;
import java.util.Map;
import java.util.MissingResourceException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.tocsin.ingest.text.Encoding;

/**
 * XML as a tree of elements under their local names, in the encoding that its bytes are in. Document type declarations are passed over, so that no entity is
 * defined and nothing outside is fetched; the names of HTML's entities are understood. At most {@link #MAX_DEPTH} levels
 * and {@link #MAX_NODES} nodes.
 */
final class SafeXml {
    static final int MAX_DEPTH = 200;
    static final int MAX_NODES = 500_000;

    private static final XMLInputFactory FACTORY = factory();

    private SafeXml() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        Map.of(
                        XMLInputFactory.SUPPORT_DTD, false,
                        XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false,
                        XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false,
                        XMLInputFactory.IS_COALESCING, false,
                        XMLInputFactory.IS_NAMESPACE_AWARE, true)
                .forEach(factory::setProperty);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside the document is read");
        });
        return factory;
    }

    /** The root element of a document. */
    static Element parse(byte[] bytes) throws Malformed {
        Document document = new Document("");
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(
                    new StringReader(Encoding.decode(bytes, "").text()));
            fill(document, reader);
            reader.close();
        } catch (XMLStreamException e) {
            throw new Malformed("line %d, column %d: %s"
                    .formatted(
                            e.getLocation() == null ? 1 : e.getLocation().getLineNumber(),
                            e.getLocation() == null ? 1 : e.getLocation().getColumnNumber(),
                            String.valueOf(e.getMessage()).replaceFirst("(?s).*Message: ", "")));
        } catch (MissingResourceException e) {
            // the JDK's reader finds a fault that it has no words for
            throw new Malformed("not well-formed: " + e.getKey());
        }
        Element root = document.firstElementChild();
        if (root == null) {
            throw new Malformed("line 1: the document has no element");
        }
        return root;
    }

    private static void fill(Document document, XMLStreamReader reader) throws XMLStreamException, Malformed {
        Element at = document;
        int depth = 0;
        int nodes = 0;
        while (reader.hasNext()) {
            int event = reader.next();
            if (++nodes > MAX_NODES) {
                throw new Malformed("line %d: more than %,d nodes".formatted(line(reader), MAX_NODES));
            }
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > MAX_DEPTH) {
                        throw new Malformed("line %d: more than %d levels".formatted(line(reader), MAX_DEPTH));
                    }
                    Element child = new Element(reader.getLocalName());
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        String prefix = reader.getAttributePrefix(i);
                        boolean xml = "xml".equals(prefix);
                        child.attr((xml ? "xml:" : "") + reader.getAttributeLocalName(i), reader.getAttributeValue(i));
                    }
                    at.appendChild(child);
                    at = child;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    at = at.parent() == null ? document : at.parent();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (depth > 0) {
                        at.appendChild(new TextNode(reader.getText()));
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> at.appendChild(new TextNode(entity(reader.getLocalName())));
                default -> {}
            }
        }
    }

    /** The character of an HTML entity; nothing for a name that only a document type could explain. */
    private static String entity(String name) {
        String escape = "&" + name + ";";
        String text = Parser.unescapeEntities(escape, true);
        return text.equals(escape) ? "" : text;
    }

    private static int line(XMLStreamReader reader) {
        return reader.getLocation().getLineNumber();
    }
}
