package org.tocsin.model;

/** What became of one article of a batch: accepted, repeated, or rejected for a reason; the offset of the article in its topic. */
public record Intake(String batch, String article, long offset, String outcome) {}
