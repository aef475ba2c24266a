/**
 * From an alert to the one who asked for it. {@link org.tocsin.alerts.deliver.Dispatch} keeps a queue for each endpoint,
 * which is one destination of one subscription: it releases messages to {@code tocsin.outbox}, at most a few at a time,
 * hears what became of them from {@code tocsin.deliveries}, and tries again by the schedule of Standard Webhooks. {@link
 * org.tocsin.alerts.deliver.Courier} takes what is released to its channel, each message in a thread of its own, writes
 * the outcome, then acknowledges. So an endpoint that is slow or dead holds up nothing but its own queue.
 *
 * <p>A message reaches its receiver at least once, always under the same id; a receiver that drops ids that it knows sees
 * it exactly once.
 */
@NullMarked
package org.tocsin.alerts.deliver;

import org.jspecify.annotations.NullMarked;
