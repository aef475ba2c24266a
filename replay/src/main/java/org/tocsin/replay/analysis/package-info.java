/** Ready-made studies of an export, as tables and pictures. */
@NullMarked
package org.tocsin.replay.analysis;

import org.jspecify.annotations.NullMarked;
