/** Feeds, pushes and files become records of {@code tocsin.articles}. */
@NullMarked
package org.tocsin.ingest;

import org.jspecify.annotations.NullMarked;
