package org.tocsin.ingest.feed;

import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/**
 * XML as a tree, whatever state it is in. One tolerant reader reads good and bad files, so that a fault changes no more than
 * its own place; a strict one looks over the text before, only to say where the first fault is.
 */
record XmlTree(Document document, List<String> repairs) {
    static final int MAX_DEPTH = 256;
    private static final int MAX_ENTITIES = 100;
    private static final int MAX_ENTITY_LENGTH = 200;
    private static final Pattern ENTITY =
            Pattern.compile("<!ENTITY\\s+([\\w.-]+)\\s+(?:\"([^\"&<%]*|&#\\w+;)\"|'([^'&<%]*|&#\\w+;)')\\s*>");
    private static final Pattern REFERENCE = Pattern.compile("&([\\w.-]+);");
    private static final Pattern ILLEGAL = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]");
    private static final Pattern C1 = Pattern.compile("[\\x80-\\x84\\x86-\\x9f]");
    private static final XMLInputFactory STRICT = strict();

    static XmlTree parse(String given) {
        List<String> repairs = new ArrayList<>();
        String text = given;
        boolean controls = hasControls(text);
        if (controls && ILLEGAL.matcher(text).find()) {
            text = ILLEGAL.matcher(text).replaceAll("");
            repairs.add("control characters, which XML forbids, were left out");
        }
        if (controls && C1.matcher(text).find()) {
            text = C1.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            new String(new byte[] {(byte) found.group().charAt(0)}, Charset.forName("windows-1252"))));
            repairs.add("control characters were read as the windows-1252 characters that they stand for");
        }
        int start = text.indexOf('<');
        if (start > 0) {
            if (!text.substring(0, start).isBlank()) {
                repairs.add("what stood before the first tag was left out");
            } else if (text.startsWith("<?xml", start)) {
                repairs.add("blanks before the XML declaration, which XML forbids, were left out");
            }
            text = text.substring(start);
        }
        text = withoutDoctype(text, repairs);
        firstFault(text, repairs);
        Parser parser = Parser.xmlParser().setMaxDepth(MAX_DEPTH);
        return new XmlTree(parser.parseInput(text, ""), repairs);
    }

    /** Whether there may be something to mend; most files are looked through for it once, and never by patterns. */
    private static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' ? c != '\n' && c != '\t' && c != '\r' : (c >= '\u0080' && c <= '\u009f') || c >= '\ufffe') {
                return true;
            }
        }
        return false;
    }

    /** Cuts the document type declaration out and puts in the short plain entities that it declares. */
    private static String withoutDoctype(String text, List<String> repairs) {
        int from = doctype(text);
        if (from < 0) {
            return text;
        }
        int to = from;
        int brackets = 0;
        char quote = 0;
        for (; to < text.length(); to++) {
            char c = text.charAt(to);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '[') {
                brackets++;
            } else if (c == ']') {
                brackets--;
            } else if (c == '>' && brackets <= 0) {
                break;
            }
        }
        if (to == text.length()) {
            // never closed: the first '>' must do
            to = Math.max(from, text.indexOf('>', from));
        }
        String declaration = text.substring(from, to);
        String rest = text.substring(0, from) + text.substring(Math.min(to + 1, text.length()));
        Map<String, String> entities = new HashMap<>();
        Matcher entity = ENTITY.matcher(declaration);
        while (entity.find() && entities.size() < MAX_ENTITIES) {
            String value = entity.group(2) == null ? entity.group(3) : entity.group(2);
            if (value.length() <= MAX_ENTITY_LENGTH) {
                entities.put(entity.group(1), value);
            }
        }
        if (declaration.contains("<!ENTITY") && !onlyPlain(declaration, entities.size())) {
            repairs.add("entities that point to files or to other entities were left out");
        }
        return entities.isEmpty()
                ? rest
                : REFERENCE
                        .matcher(rest)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(entities.getOrDefault(found.group(1), found.group())));
    }

    private static boolean onlyPlain(String declaration, int read) {
        return declaration.split("<!ENTITY", -1).length - 1 == read;
    }

    /** Where the declaration starts, if it stands before the first element. */
    private static int doctype(String text) {
        int at = 0;
        while (at >= 0 && at < text.length()) {
            at = text.indexOf('<', at);
            if (at < 0) {
                return -1;
            }
            if (text.regionMatches(true, at, "<!doctype", 0, 9)) {
                return at;
            }
            if (text.startsWith("<!--", at)) {
                int end = text.indexOf("-->", at + 4);
                at = end < 0 ? -1 : end + 3;
            } else if (text.startsWith("<?", at)) {
                at = text.indexOf('>', at);
            } else {
                return -1;
            }
        }
        return -1;
    }

    private static void firstFault(String text, List<String> repairs) {
        try {
            XMLStreamReader reader = STRICT.createXMLStreamReader(new StringReader(text));
            try {
                while (reader.hasNext()) {
                    reader.next();
                }
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            String message = String.valueOf(e.getMessage()).replaceAll("(?s)^.*?Message: ", "");
            repairs.add(
                    e.getLocation() == null
                            ? "not well-formed: " + message
                            : "not well-formed at line %d, column %d: %s"
                                    .formatted(
                                            e.getLocation().getLineNumber(),
                                            e.getLocation().getColumnNumber(),
                                            message));
        } catch (RuntimeException e) {
            // the strict reader has limits and faults of its own; it decides nothing
            repairs.add("not well-formed: " + e.getMessage());
        }
    }

    private static XMLInputFactory strict() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }
}
