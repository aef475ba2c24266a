/**
 * The query language and the matching engine: parse, match, explain. A {@link org.tocsin.query.Query} is parsed once
 * and matched against any number of {@link org.tocsin.query.Document}s; both are immutable and thread-safe.
 */
@NullMarked
package org.tocsin.query;

import org.jspecify.annotations.NullMarked;
