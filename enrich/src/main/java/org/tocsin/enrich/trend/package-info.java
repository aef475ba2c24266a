/**
 * How often something is in the news, by the minute, hour and day of publication, and whether that is more than usual:
 * {@link org.tocsin.enrich.trend.Trends} counts articles into {@link org.tocsin.enrich.trend.Hour}s.
 */
@NullMarked
package org.tocsin.enrich.trend;

import org.jspecify.annotations.NullMarked;
