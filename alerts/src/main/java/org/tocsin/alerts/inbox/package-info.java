/** What readers fetch: recent alerts, the stream and the feeds of a subscription, the log of deliveries, and redelivery. */
@NullMarked
package org.tocsin.alerts.inbox;

import org.jspecify.annotations.NullMarked;
