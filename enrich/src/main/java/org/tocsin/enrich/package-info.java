/** Articles become revisions with language, entities, topics and a story. */
package org.tocsin.enrich;
