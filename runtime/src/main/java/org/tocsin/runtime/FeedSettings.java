package org.tocsin.runtime;

import java.time.Duration;

/**
 * How feeds are polled.
 *
 * @param initial interval of a feed of which nothing is known yet
 * @param floor shortest interval
 * @param ceiling longest interval
 * @param hostDelay pause between two requests to one host
 * @param publicUrl address at which WebSub hubs reach this instance, empty for none
 */
public record FeedSettings(Duration initial, Duration floor, Duration ceiling, Duration hostDelay, String publicUrl) {
    public FeedSettings {
        check("feed-interval", initial, 10, 86_400);
        check("feed-floor", floor, 1, 86_400);
        check("feed-ceiling", ceiling, 1, 86_400);
        check("feed-host-delay", hostDelay, 0, 3_600);
        if (floor.compareTo(ceiling) > 0) {
            throw new Refusal("setting feed-floor: %d is refused; it must not exceed feed-ceiling, which is %d"
                    .formatted(floor.toSeconds(), ceiling.toSeconds()));
        }
        if (!publicUrl.isEmpty() && !publicUrl.matches("https?://[^\\s?#]+")) {
            throw new Refusal(
                    "setting public-url: %s is refused; it must be an http or https address".formatted(publicUrl));
        }
    }

    private static void check(String name, Duration value, int least, int most) {
        if (value.toSeconds() < least || value.toSeconds() > most) {
            throw new Refusal("setting %s: %d is refused; it must be between %d and %d seconds"
                    .formatted(name, value.toSeconds(), least, most));
        }
    }
}
