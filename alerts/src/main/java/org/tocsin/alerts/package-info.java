/** Enriched articles meet subscriptions and become alerts, once per story, then deliveries. */
package org.tocsin.alerts;
