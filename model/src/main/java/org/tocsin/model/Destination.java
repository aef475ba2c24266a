package org.tocsin.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where alerts of a subscription go.
 *
 * @param channel its kind: {@code webhook}, {@code email}, {@code slack} …
 * @param target an address, a path, a topic: what the channel sends to
 * @param options what else the channel asks for, by name
 * @param secret encrypted ({@code enc:…}) or a reference ({@code env:NAME}, {@code file:PATH}); empty for none. In the
 *     clear only on its way in, before it is saved
 */
public record Destination(String channel, String target, Map<String, String> options, String secret) {
    public Destination {
        channel = channel == null ? "" : channel;
        target = target == null ? "" : target;
        options = options == null ? Map.of() : Map.copyOf(options);
        secret = secret == null ? "" : secret;
    }

    /** One without options and secret. */
    public static Destination of(String channel, String target) {
        return new Destination(channel, target, Map.of(), "");
    }

    public Destination withSecret(String other) {
        return new Destination(channel, target, options, other);
    }

    /** Whether the other goes to the same place. */
    public boolean isAt(Destination other) {
        return channel.equals(other.channel) && target.equals(other.target);
    }

    /** The option, or what holds without it. */
    public String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    /** Tells nothing secret. */
    @Override
    public String toString() {
        return channel + " " + target + " " + new TreeMap<>(options) + (secret.isEmpty() ? "" : " with a secret");
    }
}
