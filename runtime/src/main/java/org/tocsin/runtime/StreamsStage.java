package org.tocsin.runtime;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Streams application as a stage: an error that it cannot pass stops it and turns its health red with the cause. */
public final class StreamsStage implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsStage.class);

    /** A store of some million records is restored in it, and stories of as many articles are put together again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String name;
    private final KafkaStreams streams;
    private final List<MeterBinder> meters;
    private final CountDownLatch running = new CountDownLatch(1);
    private volatile String trouble = "";

    public StreamsStage(String name, Topology topology, Properties settings) {
        this(name, topology, settings, List.of());
    }

    /** {@code more} is measured besides what Streams measures of itself. */
    public StreamsStage(String name, Topology topology, Properties settings, List<MeterBinder> more) {
        this.name = name;
        meters = List.copyOf(more);
        streams = new KafkaStreams(topology, settings);
        streams.setUncaughtExceptionHandler(error -> {
            LOG.atError().addKeyValue("stage", name).setCause(error).log("stage stopped");
            trouble = KafkaTrouble.of(error);
            running.countDown();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<MeterBinder> meters() {
        List<MeterBinder> all = new ArrayList<>(meters);
        all.add(new KafkaStreamsMetrics(streams));
        return all;
    }

    @Override
    public void start() {
        streams.start();
    }

    @Override
    public void awaitReady() {
        try {
            if (!running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                trouble = "not running after %d s, state %s".formatted(PATIENCE.toSeconds(), streams.state());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(5));
    }
}
