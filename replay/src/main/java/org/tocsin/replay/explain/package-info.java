/** Why an article of the past was tagged as it was. */
@NullMarked
package org.tocsin.replay.explain;

import org.jspecify.annotations.NullMarked;
