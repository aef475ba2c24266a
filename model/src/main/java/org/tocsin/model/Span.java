package org.tocsin.model;

/** A piece of text that made a clause true: UTF-16 offsets in the field as given, end exclusive. */
public record Span(String field, int start, int end, String text, String clause) {}
