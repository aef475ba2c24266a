package org.tocsin.ingest.wire;

import java.util.List;
import org.jsoup.nodes.Element;
import tools.jackson.databind.node.ObjectNode;

/** Reads NITF and NewsML-G2, told apart by the root element. */
public final class WireXml {
    private WireXml() {}

    /** The articles of a document, in our own form; one without text is for its reader to refuse. */
    public static List<ObjectNode> articles(byte[] bytes) throws Malformed {
        Element root = SafeXml.parse(bytes);
        return switch (root.tagName()) {
            case "nitf" -> List.of(Nitf.article(root));
            case "newsItem", "newsMessage" -> NewsMl.articles(root);
            default ->
                throw new Malformed(
                        "the root element is %s; nitf, newsItem and newsMessage are read".formatted(root.tagName()));
        };
    }
}
