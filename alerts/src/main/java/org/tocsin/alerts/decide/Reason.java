package org.tocsin.alerts.decide;

/** Why a match was decided on as it was. The words stand in decisions and name counters, so they are few and fixed. */
public enum Reason {
    FIRST("sent", "first article of the story"),
    NEWS("sent", "something new in the story"),
    SOURCE("sent", "another source"),
    EVERYTHING("sent", "everything is wanted"),
    UPDATE("sent", "a new revision"),
    CORRECTED("sent", "a new revision that no longer matches"),
    RETRACTION("sent", "withdrawn by its publisher"),
    DIGEST("held", "for the digest"),
    QUIET("held", "quiet hours"),
    CAP("held", "more than the cap an hour"),
    OWNER("held", "more than the owner's limit an hour"),
    COVERED("merged", "nothing new in a story that has alerted"),
    DUPLICATE("merged", "near-duplicate of an article of the story"),
    EDITED("merged", "edited, and updates are not wanted"),
    REPEAT("dropped", "decided on before"),
    MUTED("dropped", "muted"),
    PAUSED("dropped", "the subscription is paused"),
    EXPIRED("dropped", "the subscription has expired"),
    REMOVED("dropped", "the subscription was removed"),
    FORGOTTEN("dropped", "edited so late that it is not known who was told of it"),
    HISTORY("dropped", "history alerts no one"),
    UNTOLD("dropped", "withdrawn before anyone was told");

    private final String outcome;
    private final String words;

    Reason(String outcome, String words) {
        this.outcome = outcome;
        this.words = words;
    }

    /** {@code sent}, {@code held}, {@code merged} or {@code dropped}. */
    public String outcome() {
        return outcome;
    }

    @Override
    public String toString() {
        return words;
    }
}
