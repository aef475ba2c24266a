package org.tocsin.app.fault;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.tocsin.app.crash.Expectations;
import org.tocsin.app.crash.Instance;
import org.tocsin.app.crash.Receiver;
import org.tocsin.app.crash.Wire;

/** Pushes articles all the time, a few each time, until it is told to rest. */
final class Load implements AutoCloseable {
    private static final int ARTICLES = 4;
    private static final long PAUSE_NANOS = 400_000_000;

    private final Wire wire;
    private final Instance intake;
    private final Instance alerts;
    private final Expectations expected = new Expectations();
    private final Thread thread = Thread.ofPlatform().name("load").daemon().unstarted(this::push);
    private final Object turn = new Object();
    private volatile boolean resting = true;
    private volatile boolean closed;

    Load(Wire wire, Instance intake, Instance alerts) {
        this.wire = wire;
        this.intake = intake;
        this.alerts = alerts;
    }

    /** Makes the subscriptions; it rests until it is told to {@link #go}. */
    void start(Receiver receiver) throws IOException {
        wire.subscribe(alerts, receiver, expected);
        thread.start();
    }

    private void push() {
        try {
            while (!closed) {
                if (!resting) {
                    synchronized (turn) {
                        wire.push(intake, ARTICLES, expected);
                    }
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void go() {
        resting = false;
    }

    /** Stops it, when what it was about to push has been taken, and pushes once more. */
    void endWithOneMore() throws InterruptedException {
        resting = true;
        synchronized (turn) {
            wire.finish(intake);
            wire.push(intake, ARTICLES, expected);
            wire.finish(intake);
        }
    }

    Expectations expected() {
        return expected;
    }

    Wire wire() {
        return wire;
    }

    /** Where subscriptions are made. */
    Instance alerts() {
        return alerts;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        wire.close();
    }
}
