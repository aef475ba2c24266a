/**
 * Search over everything the log holds. {@link HistoryIndex} is a Lucene index of every revision of every article,
 * kept by {@link HistoryFollower} from {@code tocsin.enriched}: it remembers the offset it has read to, so that a restart
 * reads the rest, and a deleted directory is rebuilt whole. A {@link Search} says what is asked of which {@link View}, {@link Page} is the
 * answer: the count, a page, facets and a timeline, all counted over every hit.
 */
@NullMarked
package org.tocsin.dashboard.history;

import org.jspecify.annotations.NullMarked;
