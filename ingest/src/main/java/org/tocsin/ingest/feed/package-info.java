/**
 * Reads feed files. {@link org.tocsin.ingest.feed.FeedReader} takes the bytes of RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF
 * or JSON Feed, however broken, and gives a {@link org.tocsin.ingest.feed.ParsedFeed}, or says why that cannot be.
 *
 * <p>Bytes become text ({@code TextEncoding}), text becomes a tree that forgives everything ({@code XmlTree}), elements get
 * the names that their namespaces mean ({@code XmlNode}), and the tree becomes a feed ({@code XmlFeed}). Whatever had to be
 * mended on the way stands in {@link org.tocsin.ingest.feed.ParsedFeed#repairs()}. Document type declarations are left out but for short plain entities,
 * so neither files nor bombs can come in through them; depth, items and text lengths are limited. HTML is sanitised
 * ({@code Sanitizer}), times are UTC ({@code Times}).
 */
@NullMarked
package org.tocsin.ingest.feed;

import org.jspecify.annotations.NullMarked;
