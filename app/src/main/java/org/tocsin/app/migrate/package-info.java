/**
 * Moves the log of an embedded broker to a cluster so that every record keeps its offset.
 *
 * <p>Offsets are what alerts, revisions, the search index and the stores' checkpoints refer to and what consumer groups have
 * committed; where they stay the same nothing has to be translated and nobody reads anything twice or not at all. Kafka lets no
 * one write to a given offset, so what the source has no longer (compacted away, aborted, the markers of transactions) is made up
 * for by what no reader sees either: markers, and records of transactions that are aborted.
 */
@NullMarked
package org.tocsin.app.migrate;

import org.jspecify.annotations.NullMarked;
