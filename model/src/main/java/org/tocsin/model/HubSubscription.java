package org.tocsin.model;

import java.time.Instant;

/**
 * A feed that a WebSub hub pushes to us.
 *
 * @param feed id of the feed
 * @param hub address of the hub
 * @param topic the feed's address as the hub knows it
 * @param secret with which the hub signs
 * @param asked when the hub was last asked
 * @param until when the lease ends; in the past while the hub has not confirmed
 * @param pushed when the hub last pushed; the epoch while it has not, and when it has left news out
 */
public record HubSubscription(
        String feed, String hub, String topic, String secret, Instant asked, Instant until, Instant pushed) {
    public HubSubscription {
        feed = feed == null ? "" : feed;
        hub = hub == null ? "" : hub;
        topic = topic == null ? "" : topic;
        secret = secret == null ? "" : secret;
        asked = asked == null ? Instant.EPOCH : asked;
        until = until == null ? Instant.EPOCH : until;
        pushed = pushed == null ? Instant.EPOCH : pushed;
    }

    /** The same with another end. */
    public HubSubscription until(Instant end) {
        return new HubSubscription(feed, hub, topic, secret, asked, end, pushed);
    }

    /** The same with another last push. */
    public HubSubscription pushed(Instant last) {
        return new HubSubscription(feed, hub, topic, secret, asked, until, last);
    }

    @Override
    public String toString() {
        return "HubSubscription[feed=" + feed + ", hub=" + hub + ", until=" + until + "]";
    }
}
