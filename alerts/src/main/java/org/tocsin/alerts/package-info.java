/** Enriched articles meet subscriptions and become alerts, once per story, then deliveries. */
@NullMarked
package org.tocsin.alerts;

import org.jspecify.annotations.NullMarked;
