package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much an alert matters, least first. */
public enum Priority {
    @JsonProperty("low")
    LOW,
    @JsonProperty("normal")
    NORMAL,
    @JsonProperty("high")
    HIGH,
    @JsonProperty("urgent")
    URGENT
}
