/**
 * The formats of the International Press Telecommunications Council: ninjs 1.x and 2.x, NITF 3.x and NewsML-G2 2.x become
 * the JSON object that {@link org.tocsin.ingest.article.ArticleReader} reads. XML is read without document types, entities
 * of its own and anything outside the document.
 */
@NullMarked
package org.tocsin.ingest.wire;

import org.jspecify.annotations.NullMarked;
