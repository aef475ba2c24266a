/** Feeds, pushes and files become records of {@code tocsin.articles}. */
package org.tocsin.ingest;
