package org.tocsin.model;

/** An entity at a place in the text: UTF-16 offsets in the field as given, end exclusive. */
public record Mention(String entity, String name, String type, String field, int start, int end, String surface) {}
