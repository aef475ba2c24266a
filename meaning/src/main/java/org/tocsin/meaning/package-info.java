/**
 * The optional part that switches {@code like:} on: a small sentence model behind {@link org.tocsin.query.Embedder}, found
 * as a service when this module's jars are on the class path. Nothing of ours depends on it.
 */
@NullMarked
package org.tocsin.meaning;

import org.jspecify.annotations.NullMarked;
