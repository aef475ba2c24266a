package org.tocsin.ingest.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.ingest.schedule.PageText;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;
import org.tocsin.runtime.KafkaSettings;

/**
 * Files into the log, until the pipeline has answered for every article. They go in only while little waits there, so that
 * what comes in live meanwhile waits behind few of them.
 */
public final class Import {
    private static final int AHEAD = 20;

    /** Articles that are read and not yet at the broker, those whose pages are fetched among them. */
    private static final int IN_FLIGHT = 20_000;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration CHECK = Duration.ofSeconds(2);

    /** What can be read. */
    public interface Input {
        /** As it is called in messages and, where bytes leave it open, tells its form. */
        String name();

        /** Opened once, and closed when it has been read. */
        InputStream open() throws IOException;
    }

    /** Hears how it goes; called by one thread at a time. */
    public interface Listener {
        /** So many more bytes of the inputs were read. */
        void read(long bytes);

        /** So many articles of those sent have been answered for. */
        void answered(long done, long sent);

        /** An input that is no article. */
        void rejected(String input, long line, String reason, String message);

        /** Called every few seconds while it waits; throws to end it. */
        void waiting();
    }

    /**
     * What came of it: {@code read} = accepted + repeated + those rejected.
     *
     * @param accepted new articles and revisions
     * @param revised those of the accepted that are revisions
     * @param rejected by reason
     */
    public record Outcome(
            long read,
            long accepted,
            long revised,
            long repeated,
            Map<String, Long> rejected,
            long fetched,
            long unfetched) {
        public Outcome {
            rejected = new TreeMap<>(rejected);
        }

        /** All that were rejected. */
        public long refused() {
            return rejected.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final KafkaSettings kafka;
    private final Origin origin;
    private final int ahead;
    private final @Nullable PageText pages;

    /**
     * @param ahead articles that may wait before the pipeline when more go in
     * @param pages fetches the page of each article that has an address and no text; null to leave it so
     */
    public Import(KafkaSettings kafka, Origin origin, int ahead, @Nullable PageText pages) {
        if (ahead < 1) {
            throw new IllegalArgumentException(ahead + " articles ahead are refused; let at least one wait at once");
        }
        this.kafka = kafka;
        this.origin = origin;
        this.ahead = ahead;
        this.pages = pages;
    }

    /** How many articles may wait before the pipeline unless told: few of the past, which are in no hurry. */
    public static int ahead(Origin origin) {
        return origin == Origin.LIVE ? IN_FLIGHT : AHEAD;
    }

    /** Reads the inputs one after the other; {@link IllegalStateException} when the broker or the pipeline does not take all. */
    public Outcome run(List<? extends Input> inputs, Listener listener) {
        String batch = UUID.randomUUID().toString();
        InstantSource clock = InstantSource.system();
        ArticleFile reader = new ArticleFile(
                new ArticleReader(clock),
                new PageExtractor(clock),
                origin,
                batch,
                Runtime.getRuntime().availableProcessors());
        try (Answers answers = new Answers(kafka, batch);
                ArticleSink sink = ArticleSink.bulk(kafka);
                Valve valve = new Valve(kafka, ahead, sink::flush);
                HostPages host = pages == null ? null : new HostPages(pages)) {
            Sender sender = new Sender(answers, sink, valve, host, listener);
            for (Input input : inputs) {
                try (InputStream bytes = new Counted(input.open(), listener)) {
                    reader.read(input.name(), bytes, sender);
                } catch (IOException e) {
                    sender.rejected(input.name(), 0, "file", "the file breaks off: " + e.getMessage());
                }
            }
            sender.awaitBroker();
            sender.awaitAnswers();
            return sender.outcome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while articles were sent", e);
        }
    }

    private static final class Sender implements ArticleFile.Listener {
        private final Answers answers;
        private final ArticleSink sink;
        private final Valve valve;
        private final @Nullable HostPages pages;
        private final Listener listener;
        private final Semaphore window = new Semaphore(IN_FLIGHT);
        private final Map<String, Long> rejected = new TreeMap<>();
        private final AtomicLong sent = new AtomicLong();
        private volatile @Nullable Throwable failure;

        Sender(Answers answers, ArticleSink sink, Valve valve, @Nullable HostPages pages, Listener listener) {
            this.answers = answers;
            this.sink = sink;
            this.valve = valve;
            this.pages = pages;
            this.listener = listener;
        }

        @Override
        public Runnable prepare(Article article, String address) {
            HostPages host = pages;
            if (host != null && article.body().isEmpty() && !address.isEmpty()) {
                return () -> {
                    enterWindow();
                    host.complete(article, address, complete -> toBroker(ArticleSink.Encoded.of(complete)));
                };
            }
            ArticleSink.Encoded encoded = ArticleSink.Encoded.of(article);
            return () -> send(encoded);
        }

        @Override
        public void article(Article article) {
            send(ArticleSink.Encoded.of(article));
        }

        private void send(ArticleSink.Encoded article) {
            enterWindow();
            toBroker(article);
        }

        private void enterWindow() {
            try {
                while (!window.tryAcquire(CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                    check();
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            sent.incrementAndGet();
        }

        /** Waits for its turn; of fetched pages several threads do. */
        private void toBroker(ArticleSink.Encoded article) {
            try {
                while (!valve.enter(CHECK)) {
                    check();
                    if (valve.shut().compareTo(PATIENCE) > 0) {
                        throw stuck("too many articles wait before the pipeline, " + valve.waiting());
                    }
                }
                var _ = sink.send(article).whenComplete((id, error) -> done(error));
            } catch (InterruptedException e) {
                done(e);
                throw interrupted(e);
            } catch (RuntimeException e) {
                done(e);
                throw e;
            }
        }

        private void done(@Nullable Throwable error) {
            window.release();
            if (error != null) {
                failure = error;
            }
        }

        private static IllegalStateException interrupted(InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("interrupted while articles were sent", e);
        }

        private void check() {
            synchronized (listener) {
                listener.waiting();
            }
            failed();
        }

        private static IllegalStateException stuck(String what) {
            return new IllegalStateException(
                    "%s, and nothing has moved for %d minutes; look at tocsin's health, and import again: what it has is not taken twice"
                            .formatted(what, PATIENCE.toMinutes()));
        }

        private void failed() {
            Throwable first = failure;
            if (first != null) {
                throw new IllegalStateException("the broker did not take every article: " + first.getMessage(), first);
            }
        }

        @Override
        public void rejected(String input, long line, String reason, String message) {
            rejected.merge(reason, 1L, Long::sum);
            synchronized (listener) {
                listener.rejected(input, line, reason, message);
            }
        }

        void awaitBroker() throws InterruptedException {
            while (!window.tryAcquire(IN_FLIGHT, CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                check();
            }
            failed();
        }

        void awaitAnswers() throws InterruptedException {
            long wanted = sent.get();
            Duration tick = Duration.ofMillis(200);
            for (long done = answers.await(wanted, tick); done < wanted; done = answers.await(wanted, tick)) {
                listener.answered(done, wanted);
                check();
                if (answers.silence().compareTo(PATIENCE) > 0) {
                    throw stuck("%,d of %,d articles have no answer".formatted(wanted - done, wanted));
                }
            }
            listener.answered(wanted, wanted);
        }

        Outcome outcome() {
            Map<String, Long> outcomes = answers.outcomes();
            long unread = rejected.values().stream().mapToLong(Long::longValue).sum();
            long untagged = outcomes.getOrDefault("rejected", 0L);
            if (untagged > 0) {
                rejected.put("cannot be tagged, see the dead letters", untagged);
            }
            long revised = outcomes.getOrDefault("revised", 0L);
            return new Outcome(
                    sent.get() + unread,
                    outcomes.getOrDefault("accepted", 0L) + revised,
                    revised,
                    outcomes.getOrDefault("repeated", 0L),
                    rejected,
                    pages == null ? 0 : pages.fetched(),
                    pages == null ? 0 : pages.unfetched());
        }
    }

    /** Tells of the bytes that are read. */
    private static final class Counted extends FilterInputStream {
        private final Listener listener;

        Counted(InputStream input, Listener listener) {
            super(input);
            this.listener = listener;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            tell(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            tell(Math.max(0, read));
            return read;
        }

        private void tell(int bytes) {
            synchronized (listener) {
                listener.read(bytes);
            }
        }
    }
}
