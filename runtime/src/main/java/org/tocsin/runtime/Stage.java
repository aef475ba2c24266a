package org.tocsin.runtime;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One part of the pipeline that runs in this process. */
public interface Stage extends AutoCloseable {
    String name();

    /** Adds its routes to the one HTTP server; called before {@link #start}. */
    default void routes(JavalinDefaultRoutingApi routes) {}

    /** Is handed what {@code /health/ready} says of every stage of the process, to show it; called before {@link #start}. */
    default void watch(Supplier<Map<String, String>> health) {}

    /** What it has to be measured by; bound before {@link #start} and let go after {@link #close}. */
    default List<MeterBinder> meters() {
        return List.of();
    }

    /** Starts, after all stages before it in the list; what they need not wait for is waited for in {@link #awaitReady}. */
    void start();

    /** Returns when it works or is in trouble; called when all stages have been started. */
    default void awaitReady() {}

    /** Empty while it works, else the cause why it does not. */
    String trouble();

    /** Why it cannot work just now though it goes on by itself later, empty when it can; {@code /health} is 503 meanwhile. */
    default String unready() {
        return "";
    }

    /** What an operator should know though it works, by name; shown beside the stages in {@code /health}. */
    default Map<String, String> notices() {
        return Map.of();
    }

    @Override
    void close();
}
