/** The command line and the all-in-one. */
@NullMarked
package org.tocsin.app;

import org.jspecify.annotations.NullMarked;
