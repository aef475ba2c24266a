package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What of a story a subscription is told. A retraction reaches whoever got the article, whatever is chosen. */
public enum Send {
    /** The first article and whatever brings something new; goes without saying. */
    @JsonProperty("news")
    NEWS,
    /** Each source that takes the story up. */
    @JsonProperty("sources")
    SOURCES,
    /** Later revisions of an article that was sent. */
    @JsonProperty("updates")
    UPDATES,
    /** Every article that is no near-duplicate, and every revision. */
    @JsonProperty("everything")
    EVERYTHING
}
