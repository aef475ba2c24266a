/** Files and streams of articles in any of the forms that {@code docs/ingest.md} lists. */
@NullMarked
package org.tocsin.ingest.file;

import org.jspecify.annotations.NullMarked;
