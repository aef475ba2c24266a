package org.tocsin.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.query.Document;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

/** Puts and removes queries at a fixed rate while another thread matches, and looks when a change shows. */
final class Changes {
    private static final int A_SECOND = 10_000;
    private static final int SECONDS = 5;

    /** Changes of which one is looked at. */
    private static final int LOOKED_AT = 100;

    private final QueryIndex index;
    private final List<String> articles;

    Changes(QueryIndex index, List<String> articles) {
        this.index = index;
        this.articles = articles;
    }

    void run() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong matched = new AtomicLong();
        Thread matching = Thread.ofPlatform().start(() -> {
            for (int i = 0; !stop.get(); i++) {
                index.match(Articles.document(articles.get(i % articles.size())));
                matched.incrementAndGet();
            }
        });
        int all = A_SECOND * SECONDS;
        long[] visible = new long[all / LOOKED_AT];
        int unseen = 0;
        long start = System.nanoTime();
        for (int i = 0; i < all; i++) {
            long due = start + i * (1_000_000_000L / A_SECOND);
            if (due > System.nanoTime()) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long from = System.nanoTime();
            String id = "changing-" + i % 1_000;
            boolean added = i / 1_000 % 2 == 0;
            if (added) {
                index.put(id, Query.parse("changing%d AND ukraine".formatted(i % 1_000)));
            } else {
                index.remove(id);
            }
            if (i % LOOKED_AT == 0) {
                Document document = Articles.document("changing%d in Ukraine".formatted(i % 1_000));
                boolean shows =
                        index.match(document).stream().anyMatch(hit -> hit.id().equals(id));
                visible[i / LOOKED_AT] = System.nanoTime() - from;
                unseen += shows == added ? 0 : 1;
            }
        }
        double seconds = QueryBench.seconds(start);
        stop.set(true);
        matching.join();
        Arrays.sort(visible);
        QueryBench.say(
                "changes  %,.0f a second beside %,.0f articles a second; visible after %.2f ms at p99, %.2f at most; %d not visible",
                all / seconds,
                matched.get() / seconds,
                visible[visible.length * 99 / 100] / 1e6,
                visible[visible.length - 1] / 1e6,
                unseen);
    }
}
