/** The streams' filters, and the past played again as a stream ({@link TimeTravel}). */
@NullMarked
package org.tocsin.dashboard.live;

import org.jspecify.annotations.NullMarked;
