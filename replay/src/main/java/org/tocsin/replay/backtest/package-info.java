/** What drafts of subscriptions would have done over a time of the log. */
@NullMarked
package org.tocsin.replay.backtest;

import org.jspecify.annotations.NullMarked;
