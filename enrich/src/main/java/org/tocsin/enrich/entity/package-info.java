/**
 * Who and what an article names.
 *
 * <p>{@link org.tocsin.enrich.entity.EntityTagger} reads each field once: words ({@code Tokens}), the known names among
 * them ({@code Names}, an automaton over word hashes, inflected languages by {@code Stems}), then a small conditional
 * random field ({@code Model} over {@code Features}) decides which words are names and of what type, and {@code Linking}
 * which entity each means. The knowledge base and the model are resources, rebuilt by {@link
 * org.tocsin.enrich.entity.Rebuild}.
 */
@NullMarked
package org.tocsin.enrich.entity;

import org.jspecify.annotations.NullMarked;
