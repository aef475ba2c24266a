/** Measures the feed reader on the test files of other feed readers: what those say that must come out, and what does. */
@NullMarked
package org.tocsin.app.feedquality;

import org.jspecify.annotations.NullMarked;
