/** Tells the language of a text, a headline too. */
@NullMarked
package org.tocsin.enrich.language;

import org.jspecify.annotations.NullMarked;
