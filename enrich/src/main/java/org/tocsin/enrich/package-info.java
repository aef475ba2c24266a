/** Articles become revisions with language, entities, topics and a story. */
@NullMarked
package org.tocsin.enrich;

import org.jspecify.annotations.NullMarked;
