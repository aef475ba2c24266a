/**
 * What happens now, sent to every reader. {@link Ring} keeps the last events once for all readers; each reader has a
 * {@link Place} in it and a virtual thread that writes ({@link Streams}), so a slow one holds nobody up: when the ring has moved
 * past its place, it is told to resume. An event's id is the place in the log after it, which is how a reader that comes
 * back with {@code Last-Event-ID} is given what it missed.
 */
@NullMarked
package org.tocsin.runtime.stream;

import org.jspecify.annotations.NullMarked;
