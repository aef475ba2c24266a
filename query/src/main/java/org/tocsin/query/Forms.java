package org.tocsin.query;

import java.util.List;

/**
 * One written word in every form that a query may ask for.
 *
 * @param language code of {@link Language} under which the stems stand
 * @param exact the word as written; for a dotted acronym also without its dots, in French also with an article before it
 * @param folded the same in lower case, without accents
 * @param stems what the word comes from; the folded form where the language is not known
 */
record Forms(Language language, List<String> exact, List<String> folded, List<String> stems) {}
