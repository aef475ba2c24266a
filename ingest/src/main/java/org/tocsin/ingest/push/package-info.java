/**
 * Articles that are pushed over HTTP. What the broker has is answered with 202; what cannot be taken is named item by item;
 * when too much is on its way already, 429 says when to come again.
 */
@NullMarked
package org.tocsin.ingest.push;

import org.jspecify.annotations.NullMarked;
