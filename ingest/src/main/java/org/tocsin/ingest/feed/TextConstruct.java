package org.tocsin.ingest.feed;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Whether the text of an element is plain or HTML. Atom says so by type and mode; elsewhere titles are plain until they look
 * like markup, and anything else is HTML as soon as it may be.
 */
final class TextConstruct {
    private TextConstruct() {}

    /** The text of {@code from}, by the rules of its format. */
    static Markup of(XmlNode from) {
        return from.name().startsWith("atom:")
                ? atom(from)
                : from.hasElements()
                        ? Markup.html(from.inner(), from.base())
                        : from.local().equals("title")
                                ? Markup.guess(from.text(), from.base())
                                : loose(from.text(), from.base());
    }

    /** Everything but a title is HTML as soon as it may be. */
    private static Markup loose(String text, String base) {
        return text.indexOf('<') >= 0 || Markup.looksLikeHtml(text) ? Markup.html(text, base) : Markup.plain(text);
    }

    private static Markup atom(XmlNode from) {
        String type = from.attribute("type").toLowerCase(Locale.ROOT);
        String mode = from.attribute("mode").toLowerCase(Locale.ROOT);
        boolean markup = type.equals("xhtml") || type.endsWith("+xml") || type.endsWith("/xml");
        if (mode.equals("base64")) {
            return base64(from, !type.startsWith("text/") || type.equals("text/html"));
        }
        if (from.hasElements()) {
            return Markup.html(unwrapped(from, type), from.base());
        }
        return switch (type) {
            case "", "text", "text/plain", "plain" -> Markup.plain(from.text());
            case "html", "text/html" -> Markup.html(from.text(), from.base());
            default ->
                markup && !type.contains("xhtml")
                        ? Markup.guess(from.text(), from.base())
                        : markup || mode.equals("escaped")
                                ? loose(from.text(), from.base())
                                : type.startsWith("text/") || type.indexOf('/') < 0
                                        ? Markup.plain(from.text())
                                        : base64(from, true);
        };
    }

    private static String unwrapped(XmlNode from, String type) {
        List<XmlNode> children = from.children();
        boolean wrapped = children.size() == 1
                && children.getFirst().local().equals("div")
                && from.element().ownText().isBlank();
        if (!wrapped) {
            return from.inner();
        }
        XmlNode div = children.getFirst();
        // Atom 1.0 says that the wrapper is no part of the text; to Atom 0.3 it is
        if (type.contains("xhtml") && from.knows("http://www.w3.org/2005/atom")) {
            return div.inner();
        }
        // escaped markup in a wrapper that only markup should have
        boolean html = type.equals("html") || type.equals("text/html");
        return html && !div.hasElements() ? div.text() : from.inner();
    }

    private static Markup base64(XmlNode from, boolean html) {
        String written = from.text();
        try {
            byte[] bytes = Base64.getDecoder().decode(written.replaceAll("\\s", ""));
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return html ? loose(text, from.base()) : Markup.plain(text);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Markup.plain(written);
        }
    }
}
