package org.tocsin.ingest.file;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.page.Page;
import org.tocsin.ingest.schedule.PageText;
import org.tocsin.model.Article;

/**
 * Pages of articles that came as addresses. Those of one host are asked for one after the other, so that none waits for its
 * turn until its time is up; {@link #MAX_HOSTS} hosts are asked at once.
 */
final class HostPages implements AutoCloseable {
    private static final int MAX_HOSTS = 256;

    private final PageText text;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(MAX_HOSTS);
    private final LongAdder fetched = new LongAdder();
    private final LongAdder unfetched = new LongAdder();

    /** What is still to be asked of the hosts that are being asked. */
    private final Map<String, Deque<Runnable>> waiting = new HashMap<>();

    HostPages(PageText text) {
        this.text = text;
    }

    /** Pages that gave a text. */
    long fetched() {
        return fetched.sum();
    }

    /** Pages that could not be had, or gave none. */
    long unfetched() {
        return unfetched.sum();
    }

    /** Hands on {@code stub} with its text, or as it is where the page at {@code address} cannot be had. */
    void complete(Article stub, String address, Consumer<Article> next) {
        String host = Address.host(stub.url());
        boolean idle;
        synchronized (waiting) {
            idle = !waiting.containsKey(host);
            waiting.computeIfAbsent(host, _ -> new ArrayDeque<>()).add(() -> fetch(stub, address, next));
        }
        if (idle) {
            threads.execute(() -> ask(host));
        }
    }

    private void ask(String host) {
        room.acquireUninterruptibly();
        try {
            for (Runnable one = next(host); one != null; one = next(host)) {
                one.run();
            }
        } finally {
            room.release();
        }
    }

    private @Nullable Runnable next(String host) {
        synchronized (waiting) {
            Runnable next = Objects.requireNonNull(waiting.get(host)).poll();
            if (next == null) {
                waiting.remove(host);
            }
            return next;
        }
    }

    private void fetch(Article stub, String address, Consumer<Article> next) {
        Article complete = stub;
        try {
            Optional<Page> page =
                    text.page(address).filter(found -> !found.text().isBlank());
            (page.isPresent() ? fetched : unfetched).increment();
            complete = page.map(found -> ArticleReader.completed(stub, found)).orElse(stub);
        } finally {
            next.accept(complete);
        }
    }

    /** Asks for nothing more. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
