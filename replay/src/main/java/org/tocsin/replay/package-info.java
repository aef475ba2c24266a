/** History from the log, without disturbing the live flow. */
@NullMarked
package org.tocsin.replay;

import org.jspecify.annotations.NullMarked;
