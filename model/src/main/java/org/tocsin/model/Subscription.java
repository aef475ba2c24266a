package org.tocsin.model;

/**
 * A query and where its alerts go.
 *
 * @param channel {@code stream}, {@code file} or {@code webhook}
 * @param target a path or an address; empty for {@code stream}
 * @param secret signing secret of a webhook, {@code whsec_…}
 * @param enabled false withdraws it
 */
public record Subscription(
        String id,
        String name,
        String query,
        String channel,
        String target,
        String secret,
        boolean enabled,
        int version) {
    public Subscription {
        name = name == null || name.isBlank() ? id : name;
        channel = channel == null || channel.isBlank() ? "stream" : channel;
        target = target == null ? "" : target;
        secret = secret == null ? "" : secret;
    }

    /** Its next version, which takes it away. */
    public Subscription withdrawn() {
        return new Subscription(id, name, query, channel, target, secret, false, version + 1);
    }
}
