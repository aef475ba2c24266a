package org.tocsin.app;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.file.ArticleFile;
import org.tocsin.model.Article;
import org.tocsin.model.Intake;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Files into the log; ends when the pipeline has answered for every article. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Read articles (NDJSON, JSON arrays, plain text, HTML; gzip too) into the running instance.")
final class IngestCommand implements Callable<Integer> {
    private static final int IN_FLIGHT = 2_000;

    @Mixin
    private Options options;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to read, - for standard input.")
    private List<String> files;

    @Option(names = "--origin", description = "live or backfill (default: backfill, which never alerts).")
    private String origin = "backfill";

    private final Map<String, Long> rejected = new TreeMap<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile @Nullable Throwable failure;

    @Override
    public Integer call() throws Exception {
        if (!Set.of("live", "backfill").contains(origin)) {
            throw new IllegalArgumentException("--origin " + origin + " is unknown; it must be live or backfill");
        }
        for (String file : files) {
            if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
                throw new IllegalArgumentException("file " + file + " cannot be read; check the path");
            }
        }
        String batch = UUID.randomUUID().toString();
        try (Options.Connection connection = options.connect();
                Consumer<String, Intake> intake = connection.kafka().consumer(Intake.class, "")) {
            toEnd(intake);
            send(connection, batch);
            Map<String, Long> outcomes = await(connection, intake, batch);
            long refused = rejected.values().stream().mapToLong(Long::longValue).sum();
            long accepted = outcomes.getOrDefault("accepted", 0L);
            long repeated = outcomes.getOrDefault("repeated", 0L);
            System.out.printf(
                    Locale.ROOT,
                    "read %d = accepted %d + repeated %d + rejected %d%s%n",
                    sent.get() + refused,
                    accepted,
                    repeated,
                    refused,
                    refused == 0 ? "" : " " + rejected);
            if (accepted + repeated != sent.get()) {
                throw new IllegalStateException("the pipeline has not answered for every article within 10 minutes");
            }
            return refused == 0 ? Main.OK : Main.SOME_REJECTED;
        }
    }

    private static void toEnd(Consumer<String, Intake> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.INTAKE.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    private void send(Options.Connection connection, String batch) throws IOException {
        Semaphore window = new Semaphore(IN_FLIGHT);
        ArticleFile reader = new ArticleFile(
                new ArticleReader(InstantSource.system()), Origin.valueOf(origin.toUpperCase(Locale.ROOT)), batch);
        try (ArticleSink sink = new ArticleSink(connection.kafka());
                ProgressBar bar = bar("Reading")) {
            for (String file : files) {
                try (InputStream input = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
                    reader.read(file, input, new ArticleFile.Listener() {
                        @Override
                        public void article(Article article) {
                            acquire(window, connection);
                            var _ = sink.send(article).whenComplete((id, error) -> {
                                window.release();
                                if (error != null) {
                                    failure = error;
                                }
                            });
                            sent.incrementAndGet();
                            bar.step();
                        }

                        @Override
                        public void rejected(String name, long line, String reason, String message) {
                            rejected.merge(reason, 1L, Long::sum);
                            System.err.printf("%s:%d: rejected (%s): %s%n", name, line, reason, message);
                        }
                    });
                }
            }
            acquireAll(window, connection);
        }
        Throwable first = failure;
        if (first != null) {
            throw new IllegalStateException("the broker did not take every article: " + first.getMessage(), first);
        }
    }

    /** Waits for room among the articles in flight for as long as the instance runs. */
    private static void acquire(Semaphore window, Options.Connection connection) {
        acquire(window, 1, connection);
    }

    /** Waits until the broker has everything. */
    private static void acquireAll(Semaphore window, Options.Connection connection) {
        acquire(window, IN_FLIGHT, connection);
    }

    private static void acquire(Semaphore window, int permits, Options.Connection connection) {
        try {
            while (!window.tryAcquire(permits, 2, TimeUnit.SECONDS)) {
                connection.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while articles were sent", e);
        }
    }

    private Map<String, Long> await(Options.Connection connection, Consumer<String, Intake> consumer, String batch) {
        Map<String, Long> outcomes = new TreeMap<>();
        Set<Long> seen = new HashSet<>();
        long end = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        try (ProgressBar bar = bar("Tagging")) {
            bar.maxHint(sent.get());
            while (seen.size() < sent.get() && System.nanoTime() < end) {
                connection.check();
                for (ConsumerRecord<String, Intake> item : consumer.poll(Duration.ofMillis(100))) {
                    if (batch.equals(item.key())
                            && item.value() != null
                            && seen.add(item.value().offset())) {
                        outcomes.merge(item.value().outcome(), 1L, Long::sum);
                        bar.step();
                    }
                }
            }
        }
        return outcomes;
    }

    static ProgressBar bar(String task) {
        boolean terminal = terminal();
        ProgressBarBuilder builder = ProgressBar.builder()
                .setTaskName(task)
                .setInitialMax(-1)
                .setUpdateIntervalMillis(terminal ? 200 : 3_600_000);
        if (!terminal) {
            builder.setConsumer(new me.tongfei.progressbar.DelegatingProgressBarConsumer(line -> {}));
        }
        return builder.build();
    }

    /** Whether someone looks: a console that is a terminal. */
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
    private static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
