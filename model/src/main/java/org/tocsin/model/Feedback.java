package org.tocsin.model;

import java.time.Instant;

/** What a reader thinks of an alert: {@code good}, {@code wrong} or {@code mute}. */
public record Feedback(String alert, String verdict, Instant at) {}
