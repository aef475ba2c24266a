/** History tagged anew beside the live one. */
@NullMarked
package org.tocsin.replay.reprocess;

import org.jspecify.annotations.NullMarked;
