package org.tocsin.bench;

/** A stored query in the spelling of both engines. */
record Stored(String id, String ours, org.apache.lucene.search.Query rival) {}
