/**
 * The article in a web page. {@link org.tocsin.ingest.page.PageExtractor} parses a page once, reads what it says of itself
 * (JSON-LD, OpenGraph, meta elements, microdata, time elements) and finds its main text by the method that Arc90's
 * Readability made known and browsers use for their reading views: paragraphs lend their weight to the blocks around them,
 * the heaviest block with few links wins, siblings of its kind join it, and what looks like boilerplate leaves it. When too
 * little is left, it tries again with milder rules.
 */
@NullMarked
package org.tocsin.ingest.page;

import org.jspecify.annotations.NullMarked;
