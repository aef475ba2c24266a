package org.tocsin.model;

/** What became of one article of a batch: accepted, revised when its id was known with another text, repeated, rejected when it cannot be tagged; the offset of the article in its topic. */
public record Intake(String batch, String article, long offset, String outcome) {}
