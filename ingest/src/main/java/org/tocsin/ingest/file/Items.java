package org.tocsin.ingest.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.tocsin.model.Article;

/**
 * Items of a file on their way to the listener: several threads read them, the listener hears of them on the caller's
 * thread and in the order of the file. At most {@link #BATCHES_A_THREAD} batches a thread wait, of {@link #BATCH_ITEMS}
 * items or {@link #BATCH_BYTES} bytes.
 */
final class Items implements AutoCloseable {
    private static final int BATCH_ITEMS = 256;
    private static final int BATCH_BYTES = 256 * 1024;
    private static final int BATCHES_A_THREAD = 4;

    /** What came of one item. */
    interface Outcome {
        /** An article; {@code address} is where the input says that it stands, as it is written, may be empty. */
        void article(Article article, String address);

        void rejected(String file, long line, String reason, String message);
    }

    /** The reading of one item: tells what came of it. */
    interface Task {
        void read(Outcome outcome);
    }

    private final ArticleFile.Listener listener;
    private final int threads;
    private final ExecutorService pool;
    private final Deque<Future<List<Runnable>>> running = new ArrayDeque<>();
    private List<Task> batch = new ArrayList<>();
    private long bytes;

    Items(int threads, ArticleFile.Listener listener) {
        this.threads = threads;
        this.listener = listener;
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("articles-", 0).daemon().factory());
    }

    /** Adds an item of that many bytes; may wait and tell the listener of earlier ones. */
    void add(String name, long number, int size, Task task) {
        batch.add(outcome -> {
            try {
                task.read(outcome);
            } catch (RuntimeException | StackOverflowError e) {
                // a fault of ours, which must not cost its neighbours
                outcome.rejected(name, number, "fault", "this could not be read: " + e);
            }
        });
        bytes += size;
        if (batch.size() >= BATCH_ITEMS || bytes >= BATCH_BYTES) {
            submit();
            while (running.size() > threads * BATCHES_A_THREAD) {
                deliver();
            }
            while (!running.isEmpty() && running.getFirst().isDone()) {
                deliver();
            }
        }
    }

    /** Tells the listener of all items so far. */
    void flush() {
        submit();
        while (!running.isEmpty()) {
            deliver();
        }
    }

    private void submit() {
        if (batch.isEmpty()) {
            return;
        }
        List<Task> tasks = batch;
        batch = new ArrayList<>();
        bytes = 0;
        running.add(pool.submit(() -> {
            List<Runnable> outcomes = new ArrayList<>(tasks.size());
            Outcome recorder = recorder(outcomes);
            tasks.forEach(task -> task.read(recorder));
            return outcomes;
        }));
    }

    private Outcome recorder(List<Runnable> outcomes) {
        return new Outcome() {
            @Override
            public void article(Article article, String address) {
                outcomes.add(listener.prepare(article, address));
            }

            @Override
            public void rejected(String file, long line, String reason, String message) {
                outcomes.add(() -> listener.rejected(file, line, reason, message));
            }
        };
    }

    private void deliver() {
        try {
            running.removeFirst().get().forEach(Runnable::run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a file was read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an item could not be read: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
