package org.tocsin.alerts.subscription;

/** An edit of a version that is no longer the latest: someone else's came first. */
public final class Conflict extends IllegalArgumentException {
    Conflict(String subscription, int edited, int latest) {
        super("subscription %s is at version %d now, and version %d was edited; read it again and repeat the change"
                .formatted(subscription, latest, edited));
    }
}
