package org.tocsin.alerts.decide;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What deciding remembers. Writing null forgets. */
interface Memory {
    @Nullable
    Seen seen(String article, String subscription);

    void seen(String article, String subscription, Seen value);

    /** The subscriptions that have seen the article. */
    List<String> readers(String article);

    @Nullable
    Told told(String subscription, String story);

    void told(String subscription, String story, Told value);

    @Nullable
    Window window(String subscription, Instant due);

    void window(String subscription, Instant due, @Nullable Window value);

    /** Windows that are due at {@code now}, in order of time, at most {@code most}. */
    List<Window> due(Instant now, int most);

    @Nullable
    Rate rate(String who);

    void rate(String who, Rate value);

    /** Forgets what is old at {@code now}, looking at some entries on each call. */
    void forget(Instant now);
}
