/**
 * How well the program does its work, measured on labelled data and written down: {@link
 * org.tocsin.enrich.quality.Section} is one thing that is measured, {@link org.tocsin.enrich.quality.QualityReport} the
 * page of them all, {@link org.tocsin.enrich.quality.DataFolder} where the data is read, {@link
 * org.tocsin.enrich.quality.Score} and {@link org.tocsin.enrich.quality.Table} what comes out. To add a section,
 * implement it beside what it measures and list it in {@link org.tocsin.enrich.quality.QualityReport#sections()}.
 */
@NullMarked
package org.tocsin.enrich.quality;

import org.jspecify.annotations.NullMarked;
