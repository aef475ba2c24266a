package org.tocsin.model;

/** What became of one article of a batch: accepted, repeated, or rejected for a reason. */
public record Intake(String batch, String article, String outcome) {}
