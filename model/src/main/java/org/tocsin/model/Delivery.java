package org.tocsin.model;

import java.time.Instant;

/** One attempt to deliver one alert: {@code delivered}, or {@code failed} with the reason. */
public record Delivery(String alert, String endpoint, int attempt, String outcome, String reason, Instant at) {}
