package org.tocsin.app.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.app.crash.Instance;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/** Asks every process four times a second for {@code /health/ready} and keeps what it heard and when. */
final class HealthWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = 250_000_000;
    private static final int READY = 200;

    /** What comes later is no answer: a process that was stopped answers when it goes on. */
    private static final long LATE_NANOS = 2_000_000_000;

    /** What a process says of itself: that it is ready; that it is not, which one that has ended says too; nothing in time. */
    enum Said {
        READY,
        NOT_READY,
        NOTHING
    }

    /** One answer, and when it was asked for. */
    record Heard(long nanos, Said said) {
        boolean ready() {
            return said == Said.READY;
        }
    }

    private final GuardedClient http = new GuardedClient(OutgoingSettings.ANYWHERE);
    private final Map<String, List<Heard>> heard = new ConcurrentHashMap<>();
    private volatile boolean closed;

    HealthWatch(List<Instance> all) {
        for (Instance one : all) {
            Thread.ofVirtual().name("health").start(() -> {
                while (!closed) {
                    ask(one);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
        }
    }

    private void ask(Instance one) {
        long now = System.nanoTime();
        Said said = one.up() ? said(one, now) : Said.NOT_READY;
        List<Heard> list = heard.computeIfAbsent(one.name(), name -> new ArrayList<>());
        synchronized (list) {
            list.add(new Heard(now, said));
        }
    }

    private Said said(Instance one, long now) {
        Answer answer = http.send(Request.get(WebUrl.parse(one.http() + "/health/ready"), Limits.PAGE));
        if (!(answer instanceof Answer.Received received) || System.nanoTime() - now > LATE_NANOS) {
            return Said.NOTHING;
        }
        return received.status() == READY ? Said.READY : Said.NOT_READY;
    }

    /** What {@code one} answered to questions asked between two times. */
    List<Heard> between(Instance one, long from, long to) {
        List<Heard> list = heard.getOrDefault(one.name(), List.of());
        synchronized (list) {
            return list.stream()
                    .filter(answer -> answer.nanos() >= from && answer.nanos() <= to)
                    .toList();
        }
    }

    /** Whether {@code one} has said since {@code from} that it is not ready. */
    boolean refused(Instance one, long from) {
        return between(one, from, Long.MAX_VALUE).stream().anyMatch(answer -> answer.said() == Said.NOT_READY);
    }

    /** Whether the last answer of {@code one}, to a question asked after {@code from}, was that it is ready. */
    boolean readySince(Instance one, long from) {
        List<Heard> since = between(one, from, Long.MAX_VALUE);
        return !since.isEmpty() && since.getLast().ready();
    }

    @Override
    public void close() {
        closed = true;
        http.close();
    }
}
