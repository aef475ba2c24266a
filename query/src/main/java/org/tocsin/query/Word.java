package org.tocsin.query;

import java.util.Set;

/** One word of a text or a query: as written, folded, and stemmed. */
record Word(int start, int end, String written, String folded, Set<String> stems) {
    Word {
        stems = Set.copyOf(stems);
    }
}
