/** Every article revision once against every subscription. */
@NullMarked
package org.tocsin.alerts.match;

import org.jspecify.annotations.NullMarked;
