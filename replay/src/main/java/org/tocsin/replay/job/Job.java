package org.tocsin.replay.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One long reading of the log.
 *
 * @param kind {@code replay}, {@code backtest}, {@code export}, {@code compare} or {@code reprocess}
 * @param request as it was given
 * @param done records read of {@code all}; 0 of 0 until the first are
 * @param message why it failed, or what was remarkable; empty else
 * @param ended null until it has
 */
record Job(
        String id,
        String kind,
        JsonNode request,
        State state,
        long done,
        long all,
        String message,
        Instant created,
        @Nullable Instant ended) {
    enum State {
        waiting,
        running,
        done,
        failed,
        cancelled,
        /** The program ended while it waited or ran. */
        interrupted;

        boolean active() {
            return this == waiting || this == running;
        }
    }

    Job in(State next, String saying, @Nullable Instant end) {
        return new Job(id, kind, request, next, done, all, saying, created, end);
    }

    Job at(long read, long of) {
        return new Job(id, kind, request, state, read, of, message, created, ended);
    }
}
