/** SQL over an export. */
@NullMarked
package org.tocsin.replay.sql;

import org.jspecify.annotations.NullMarked;
