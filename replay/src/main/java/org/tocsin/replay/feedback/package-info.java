/** What readers' verdicts on alerts say about topics and subscriptions. */
@NullMarked
package org.tocsin.replay.feedback;

import org.jspecify.annotations.NullMarked;
