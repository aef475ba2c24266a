/**
 * What Tocsin knows and how people change it: files of topics and entities ({@link
 * org.tocsin.enrich.knowledge.KnowledgeFile}), the check that runs every topic's own examples, and the current state,
 * which is what is shipped with the users' edits of the log applied in order.
 */
@NullMarked
package org.tocsin.enrich.knowledge;

import org.jspecify.annotations.NullMarked;
