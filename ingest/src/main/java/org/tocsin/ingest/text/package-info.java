/** Text as a reader sees it: {@link org.tocsin.ingest.text.PlainText} of markup, {@link org.tocsin.ingest.text.Encoding} of bytes. */
@NullMarked
package org.tocsin.ingest.text;

import org.jspecify.annotations.NullMarked;
