/** Whether the monitor had what others report. */
@NullMarked
package org.tocsin.replay.recall;

import org.jspecify.annotations.NullMarked;
