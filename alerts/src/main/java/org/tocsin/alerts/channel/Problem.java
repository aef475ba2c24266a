package org.tocsin.alerts.channel;

/** A field that is refused, and why. */
public record Problem(String field, String reason) {}
