package org.tocsin.runtime;

import io.javalin.router.JavalinDefaultRoutingApi;

/** One part of the pipeline that runs in this process. */
public interface Stage extends AutoCloseable {
    String name();

    /** Adds its routes to the one HTTP server; called before {@link #start}. */
    default void routes(JavalinDefaultRoutingApi routes) {}

    /** Starts, after all stages before it in the list. */
    void start();

    /** Returns when it works or is in trouble; called when all stages have been started. */
    default void awaitReady() {}

    /** Empty while it works, else the cause why it does not. */
    String trouble();

    @Override
    void close();
}
