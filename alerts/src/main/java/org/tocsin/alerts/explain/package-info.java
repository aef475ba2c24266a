/** Why an alert went out, worked out again from the log. */
@NullMarked
package org.tocsin.alerts.explain;

import org.jspecify.annotations.NullMarked;
