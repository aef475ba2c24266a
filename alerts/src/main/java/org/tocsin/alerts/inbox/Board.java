package org.tocsin.alerts.inbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The latest records of one topic, for readers who want them at once; older ones are in the log. Thread-safe. */
final class Board<V> {
    /** A record and its offset. */
    record Post<V>(long offset, V value) {}

    private final int most;
    private final Deque<Post<V>> latest = new ArrayDeque<>();
    private final List<Consumer<Post<V>>> listeners = new CopyOnWriteArrayList<>();

    Board(int most) {
        this.most = most;
    }

    synchronized void post(long offset, V value) {
        Post<V> post = new Post<>(offset, value);
        latest.addLast(post);
        if (latest.size() > most) {
            latest.removeFirst();
        }
        listeners.forEach(listener -> listener.accept(post));
    }

    /** The latest of those that are wanted, latest first. */
    synchronized List<Post<V>> latest(Predicate<V> wanted, int count) {
        List<Post<V>> found = new ArrayList<>();
        var backwards = latest.descendingIterator();
        while (backwards.hasNext() && found.size() < count) {
            Post<V> post = backwards.next();
            if (wanted.test(post.value())) {
                found.add(post);
            }
        }
        return found;
    }

    /** Hands over what came after {@code offset} and then whatever comes, without a gap. */
    synchronized void join(long offset, Consumer<Post<V>> listener) {
        latest.stream().filter(post -> post.offset() > offset).forEach(listener);
        listeners.add(listener);
    }

    void leave(Consumer<Post<V>> listener) {
        listeners.remove(listener);
    }
}
