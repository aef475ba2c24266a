package org.tocsin.model;

/** One message to send: the alert and the subscription that says where. */
public record OutboxMessage(Alert alert, Subscription subscription) {}
