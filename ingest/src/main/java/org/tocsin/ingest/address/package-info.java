/**
 * One spelling for the addresses that mean the same article. {@link org.tocsin.ingest.address.Address} applies the rules
 * of {@code docs/ingest.md} in one pass over the characters; what is no web address stays as it is.
 */
@NullMarked
package org.tocsin.ingest.address;

import org.jspecify.annotations.NullMarked;
