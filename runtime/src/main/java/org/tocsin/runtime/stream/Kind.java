package org.tocsin.runtime.stream;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Topic;

/** What streams carry. An event bears the name of its kind, and its offset is that of the topic. */
public enum Kind {
    ARTICLE,
    ALERT,
    STORY,
    TREND,
    /** Of no topic; its offset is the millisecond at which it was so. */
    HEALTH;

    private final String event = name().toLowerCase(Locale.ROOT);

    String event() {
        return event;
    }

    @Nullable
    Topic<?> topic() {
        return switch (this) {
            case ARTICLE -> Topic.ENRICHED;
            case ALERT -> Topic.ALERTS;
            case STORY -> Topic.STORIES;
            case TREND -> Topic.TRENDS;
            case HEALTH -> null;
        };
    }
}
