package org.tocsin.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Streams application as a stage: an error that it cannot pass stops it and turns its health red with the cause. */
public final class StreamsStage implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsStage.class);

    /** A store of some million records is restored in it, and stories of as many articles are put together again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String name;
    private final Topology topology;
    private final Properties settings;
    private final List<MeterBinder> meters;
    private final CountDownLatch running = new CountDownLatch(1);
    private @Nullable MeterRegistry registry;
    private @Nullable KafkaStreamsMetrics measured;
    private KafkaStreams streams;
    private volatile String trouble = "";
    private volatile boolean topicGone;

    public StreamsStage(String name, Topology topology, Properties settings) {
        this(name, topology, settings, List.of());
    }

    /** {@code more} is measured besides what Streams measures of itself. */
    public StreamsStage(String name, Topology topology, Properties settings, List<MeterBinder> more) {
        this.name = name;
        this.topology = topology;
        this.settings = settings;
        meters = List.copyOf(more);
        streams = application();
    }

    private KafkaStreams application() {
        KafkaStreams made = new KafkaStreams(topology, settings);
        made.setUncaughtExceptionHandler(error -> {
            LOG.atError().addKeyValue("stage", name).setCause(error).log("stage stopped");
            trouble = KafkaTrouble.of(error);
            topicGone = error instanceof MissingSourceTopicException;
            running.countDown();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        made.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
        return made;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<MeterBinder> meters() {
        List<MeterBinder> all = new ArrayList<>(meters);
        all.add(given -> {
            registry = given;
            measure(given);
        });
        return all;
    }

    private void measure(MeterRegistry given) {
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(given);
        measured = metrics;
    }

    /**
     * Streams deletes the stores of what runs exactly once when it did not end in order. A kill in the midst of that leaves
     * stores that cannot be opened, and Streams does not start with them: the rest is deleted then, and all is restored from
     * the changelogs.
     */
    @Override
    public void start() {
        try {
            streams.start();
        } catch (ProcessorStateException e) {
            LOG.atWarn()
                    .addKeyValue("stage", name)
                    .setCause(e)
                    .log("local state is broken and is restored from the log");
            close();
            streams.cleanUp();
            streams = application();
            if (registry != null) {
                measure(registry);
            }
            streams.start();
        }
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
        if (topicGone) {
            leaveGroup();
        }
        if (measured != null) {
            measured.close();
        }
    }

    /**
     * Ends the membership that a short absence does not end: whoever comes back within its session is given the assignment
     * of before, by which the topic is missing, whether it has been made again or not.
     */
    private void leaveGroup() {
        // Streams adds the number of the thread, of which there is one
        MemberToRemove member = new MemberToRemove(settings.getProperty("main.consumer.group.instance.id") + "-1");
        try (Admin admin = Admin.create(new StreamsConfig(settings).getAdminConfigs(name))) {
            admin.removeMembersFromConsumerGroup(
                            settings.getProperty("application.id"),
                            new RemoveMembersFromConsumerGroupOptions(Set.of(member)))
                    .all()
                    .get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().addKeyValue("stage", name).setCause(e).log("its group keeps it until its session ends");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
