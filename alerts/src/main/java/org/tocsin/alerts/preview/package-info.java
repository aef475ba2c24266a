/** What a subscription would have done in the past, before it is switched on. */
@NullMarked
package org.tocsin.alerts.preview;

import org.jspecify.annotations.NullMarked;
