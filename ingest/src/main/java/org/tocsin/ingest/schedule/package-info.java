/**
 * Polls feeds: which, when, by whom, and how politely.
 *
 * <p>Definitions stand in {@code tocsin.feeds}, what is known of each in {@code tocsin.feed-status}, both by feed id with
 * as many partitions. A {@link org.tocsin.ingest.schedule.FeedFleet} owns some partitions by a consumer group and a lease
 * that only the group's coordinator renews; its {@code Agenda} says which feed may be asked now, one request per host at a
 * time; {@code FeedPoll} asks, publishes what is new and writes the next status; {@code Pacing} says when to come again.
 * Everything but the fleet works on the time it is told, so weeks can be played through in a test.
 */
@NullMarked
package org.tocsin.ingest.schedule;

import org.jspecify.annotations.NullMarked;
