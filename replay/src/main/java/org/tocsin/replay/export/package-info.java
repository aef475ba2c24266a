/** The log as files for other tools. */
@NullMarked
package org.tocsin.replay.export;

import org.jspecify.annotations.NullMarked;
