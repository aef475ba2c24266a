/** What flows: the records, the catalogue of topics and their JSON form. No behaviour beyond checking itself. */
@NullMarked
package org.tocsin.model;

import org.jspecify.annotations.NullMarked;
