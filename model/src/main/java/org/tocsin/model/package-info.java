/** What flows: the records, the catalogue of topics and their JSON form. No behaviour beyond checking itself. */
package org.tocsin.model;
