/** Benchmarks, each a ratio beside a rival in the same run; not part of the product. */
@NullMarked
package org.tocsin.bench;

import org.jspecify.annotations.NullMarked;
