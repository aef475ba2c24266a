/**
 * What every source has in common: {@link org.tocsin.ingest.article.ArticleReader} makes an article of a JSON object, with
 * its canonical address, its id and the fingerprints that tell revisions from repeats;
 * {@link org.tocsin.ingest.article.ArticleSink} writes it to the log.
 */
@NullMarked
package org.tocsin.ingest.article;

import org.jspecify.annotations.NullMarked;
