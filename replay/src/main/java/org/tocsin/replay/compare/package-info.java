/** What other knowledge would make of the past. */
@NullMarked
package org.tocsin.replay.compare;

import org.jspecify.annotations.NullMarked;
