package org.tocsin.runtime;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Keeps the first error of many records that are sent without waiting for each. Thread-safe. */
public final class FirstFailure implements Callback {
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception error) {
        if (error != null) {
            failure.compareAndSet(null, error);
        }
    }

    /** {@link Refusal} that begins with {@code what} once a record was not written. */
    public void check(String what) {
        Exception error = failure.get();
        if (error != null) {
            throw new Refusal(what + ": " + KafkaTrouble.of(error), error);
        }
    }
}
