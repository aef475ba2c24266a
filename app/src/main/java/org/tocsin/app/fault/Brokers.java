package org.tocsin.app.fault;

import java.io.IOException;

/** The broker or brokers of a world, in processes of their own, with a way in for each role. They are numbered from 0. */
interface Brokers extends AutoCloseable {
    int count();

    /** Starts those that do not run and waits until all of them take requests. */
    void start() throws IOException;

    /** Whether all of them run. */
    boolean alive() throws IOException;

    /** Ends one as kill -9 does, and waits until it is gone. */
    void kill(int broker) throws IOException;

    /** Ends one as SIGTERM does, and waits until it is gone. */
    void end(int broker) throws IOException;

    @Override
    void close() throws IOException;
}
