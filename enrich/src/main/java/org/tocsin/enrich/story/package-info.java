/**
 * Which articles tell the same. Three things, one definition each:
 *
 * <ul>
 *   <li>An <b>exact repeat</b> is the same id with a content hash that it had before; the revise step drops it.
 *   <li>A <b>near-duplicate</b> is another article with the same text, whatever its headline or outlet: at least 0.7 of
 *       the runs of four words of both together are common to both ({@link org.tocsin.enrich.story.Duplicates}).
 *   <li>A <b>story</b> is one event in any words and languages: {@link org.tocsin.enrich.story.StoryIndex}.
 * </ul>
 *
 * {@link org.tocsin.enrich.story.Stories} is the one entry, offline and in the topology; {@link
 * org.tocsin.enrich.story.Footprint} is all that it remembers of an article.
 */
@NullMarked
package org.tocsin.enrich.story;

import org.jspecify.annotations.NullMarked;
