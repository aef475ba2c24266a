/**
 * The query language and the matching engine: parse, match, explain. A {@link org.tocsin.query.Query} is parsed once
 * and matched against any number of {@link org.tocsin.query.Document}s; both are immutable and thread-safe. A
 * {@link org.tocsin.query.QueryIndex} holds up to a million queries and says which of them match.
 *
 * <p>The way of a query: Lexer, Parser, Node; Cover chooses the words to file it under, Program makes it runnable. The way
 * of an article: Analysis cuts and stems its words, View numbers them by the Vocabulary of the queries, Matching walks the
 * Filing and lets the Evaluator run what one look does not decide. The Explainer walks the Node once more for the spans.
 */
@NullMarked
package org.tocsin.query;

import org.jspecify.annotations.NullMarked;
