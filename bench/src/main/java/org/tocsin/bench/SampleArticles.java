package org.tocsin.bench;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;

/**
 * Made-up articles about events: each event has names of its own that its ten or so articles share, between words drawn
 * from a vocabulary whose frequencies fall as in language (Zipf). The same seed gives the same articles.
 */
final class SampleArticles {
    private static final int VOCABULARY = 60_000;
    private static final int OPEN_EVENTS = 5_000;
    private static final int ARTICLES_AN_EVENT = 10;

    private final Random random;
    private final int words;
    private final Instant start;
    private long number;

    /** @param words length of a body; 600 make 3.6 kB */
    SampleArticles(long seed, int words, Instant start) {
        this.random = new Random(seed);
        this.words = words;
        this.start = start;
    }

    Article next() {
        long event = number / ARTICLES_AN_EVENT + random.nextInt(OPEN_EVENTS);
        StringBuilder title = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            title.append("Name")
                    .append(Long.toString(event * 7 + random.nextInt(6), 36))
                    .append(' ');
            title.append(word()).append(' ');
        }
        StringBuilder body = new StringBuilder(words * 7);
        for (int i = 0; i < words; i++) {
            if (i % 30 == 0) {
                body.append("Name")
                        .append(Long.toString(event * 7 + random.nextInt(6), 36))
                        .append(' ');
            }
            body.append(word()).append(i % 15 == 14 ? ". " : " ");
        }
        Instant at = start.plusMillis(number * 300);
        String source = "outlet" + random.nextInt(400);
        return new Article(
                "sample-" + number++,
                1,
                "",
                title.toString(),
                "",
                body.toString(),
                "en",
                List.of(),
                new Source(source, source, source + ".example", "", ""),
                at,
                at,
                Origin.LIVE,
                false,
                List.of(),
                "hash" + number,
                "");
    }

    private String word() {
        int rank = (int) Math.pow(VOCABULARY, random.nextDouble());
        return rank < 40 ? "the" : "w" + Integer.toString(rank * 31 + 1_296, 36);
    }
}
