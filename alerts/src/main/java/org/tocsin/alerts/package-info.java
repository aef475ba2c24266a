/**
 * {@code tocsin.enriched} and subscriptions → matches → decisions → alerts → deliveries. The packages follow the flow:
 * {@code subscription}, {@code match}, {@code decide}, {@code deliver}, {@code channel}; {@code inbox} is what readers fetch.
 */
@NullMarked
package org.tocsin.alerts;

import org.jspecify.annotations.NullMarked;
