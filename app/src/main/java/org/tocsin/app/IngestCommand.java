package org.tocsin.app;

import java.io.Console;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.file.ArticleFile;
import org.tocsin.ingest.page.Page;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.ingest.schedule.PageText;
import org.tocsin.model.Article;
import org.tocsin.model.Intake;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.http.GuardedClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Files into the log; ends when the pipeline has answered for every article. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Read articles into the running instance.",
            "Forms: NDJSON, JSON, CSV, plain text, HTML, WARC, GDELT 2 lists, ninjs, NITF and NewsML-G2; each also as gzip,"
                    + " zstd or ZIP. docs/ingest.md explains them."
        })
final class IngestCommand implements Callable<Integer> {
    private static final int IN_FLIGHT = 20_000;
    private static final int MAX_HOSTS = 256;

    @Mixin
    private Options options;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and folders to read, - for standard input.")
    private List<String> paths;

    @Option(names = "--origin", description = "live or backfill (default: backfill, which never alerts).")
    private String origin = "backfill";

    @Option(
            names = "--fetch",
            description = {
                "Fetch the page of each article that has an address and no text, as those of GDELT lists,",
                "politely and as robots.txt allows; what cannot be had stays as the list has it."
            })
    private boolean fetch;

    private final LongAdder fetched = new LongAdder();
    private final LongAdder unfetched = new LongAdder();
    private final Map<String, Long> rejected = new TreeMap<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile @Nullable Throwable failure;

    @Override
    public Integer call() throws Exception {
        if (!Set.of("live", "backfill").contains(origin)) {
            throw new IllegalArgumentException("--origin " + origin + " is unknown; it must be live or backfill");
        }
        List<String> files = files();
        String batch = UUID.randomUUID().toString();
        try (Options.Connection connection = options.connect();
                Consumer<String, Intake> intake = connection.kafka().consumer(Intake.class, "")) {
            toEnd(intake);
            send(files, connection, batch);
            Map<String, Long> outcomes = await(connection, intake, batch);
            long untagged = outcomes.getOrDefault("rejected", 0L);
            long unread = rejected.values().stream().mapToLong(Long::longValue).sum();
            if (untagged > 0) {
                rejected.put("cannot be tagged, see the dead letters", untagged);
            }
            long refused = unread + untagged;
            long revised = outcomes.getOrDefault("revised", 0L);
            long accepted = outcomes.getOrDefault("accepted", 0L) + revised;
            long repeated = outcomes.getOrDefault("repeated", 0L);
            if (fetch) {
                System.err.printf("%d pages fetched, %d could not be had%n", fetched.sum(), unfetched.sum());
            }
            if (revised > 0) {
                System.err.printf("%d of the accepted are revisions%n", revised);
            }
            System.out.printf(
                    Locale.ROOT,
                    "read %d = accepted %d + repeated %d + rejected %d%s%n",
                    sent.get() + unread,
                    accepted,
                    repeated,
                    refused,
                    refused == 0 ? "" : " " + rejected);
            if (accepted + repeated + untagged != sent.get()) {
                throw new IllegalStateException("the pipeline has not answered for every article within 10 minutes");
            }
            return refused == 0 ? Main.OK : Main.SOME_REJECTED;
        }
    }

    /** The files that the paths stand for: of folders all below them, hidden ones left out, in the order of their names. */
    private List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            if (path.equals("-")) {
                files.add(path);
                continue;
            }
            Path given = Path.of(path);
            if (!Files.isReadable(given)) {
                throw new IllegalArgumentException("file " + path + " cannot be read; check the path");
            }
            try (Stream<Path> below = Files.walk(given)) {
                below.filter(Files::isRegularFile)
                        .filter(file -> file.equals(given)
                                || !String.valueOf(file.getFileName()).startsWith("."))
                        .map(Path::toString)
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static void toEnd(Consumer<String, Intake> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.INTAKE.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    private void send(List<String> files, Options.Connection connection, String batch) throws IOException {
        InstantSource clock = InstantSource.system();
        ArticleFile reader = new ArticleFile(
                new ArticleReader(clock),
                new PageExtractor(clock),
                Origin.valueOf(origin.toUpperCase(Locale.ROOT)),
                batch,
                Runtime.getRuntime().availableProcessors());
        Settings settings = options.settings();
        try (ArticleSink sink = ArticleSink.bulk(connection.kafka());
                GuardedClient http = new GuardedClient(settings.outgoing());
                ExecutorService fetchers = Executors.newVirtualThreadPerTaskExecutor();
                ProgressBar bar = bar("Reading", "MB", 1 << 20, size(files))) {
            Sender sender = new Sender(
                    sink, connection, new Pages(http, fetchers, settings.feeds().hostDelay()));
            for (String file : files) {
                try (InputStream input = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
                    reader.read(file, new Counted(input, bar), sender);
                } catch (IOException e) {
                    sender.rejected(file, 0, "file", "the file breaks off: " + e.getMessage());
                }
            }
            sender.awaitAll();
        }
        Throwable first = failure;
        if (first != null) {
            throw new IllegalStateException("the broker did not take every article: " + first.getMessage(), first);
        }
    }

    private static long size(List<String> files) throws IOException {
        long size = 0;
        for (String file : files) {
            if (file.equals("-")) {
                return -1;
            }
            size += Files.size(Path.of(file));
        }
        return size;
    }

    /** Sends what is read, no more than {@link #IN_FLIGHT} at once, for as long as the instance runs. */
    private final class Sender implements ArticleFile.Listener {
        private final ArticleSink sink;
        private final Options.Connection connection;
        private final Pages pages;
        private final Semaphore window = new Semaphore(IN_FLIGHT);

        Sender(ArticleSink sink, Options.Connection connection, Pages pages) {
            this.sink = sink;
            this.connection = connection;
            this.pages = pages;
        }

        @Override
        public Runnable prepare(Article article, String address) {
            if (fetch && article.body().isEmpty() && !address.isEmpty()) {
                return () -> {
                    acquire(1);
                    sent.incrementAndGet();
                    pages.complete(article, address, complete -> sent(ArticleSink.Encoded.of(complete)));
                };
            }
            ArticleSink.Encoded encoded = ArticleSink.Encoded.of(article);
            return () -> send(encoded);
        }

        @Override
        public void article(Article article) {
            send(ArticleSink.Encoded.of(article));
        }

        private void send(ArticleSink.Encoded article) {
            acquire(1);
            sent.incrementAndGet();
            sent(article);
        }

        private void sent(ArticleSink.Encoded article) {
            var _ = sink.send(article).whenComplete((id, error) -> {
                window.release();
                if (error != null) {
                    failure = error;
                }
            });
        }

        @Override
        public void rejected(String name, long line, String reason, String message) {
            rejected.merge(reason, 1L, Long::sum);
            System.err.printf("%s:%d: rejected (%s): %s%n", name, line, reason, message);
        }

        void awaitAll() {
            acquire(IN_FLIGHT);
        }

        private void acquire(int permits) {
            try {
                while (!window.tryAcquire(permits, 2, TimeUnit.SECONDS)) {
                    connection.check();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while articles were sent", e);
            }
        }
    }

    /**
     * Pages of articles that came as addresses. Those of one host are asked for one after the other, so that none waits for
     * its turn until its time is up; {@link #MAX_HOSTS} hosts are asked at once.
     */
    private final class Pages {
        private final PageText text;
        private final ExecutorService threads;
        private final Semaphore room = new Semaphore(MAX_HOSTS);

        /** What is still to be asked of the hosts that are being asked. */
        private final Map<String, Deque<Runnable>> waiting = new HashMap<>();

        Pages(GuardedClient http, ExecutorService threads, Duration delay) {
            this.text = PageText.by(http, InstantSource.system(), delay);
            this.threads = threads;
        }

        /** Hands on {@code stub} with its text, or as it is where the page at {@code address} cannot be had. */
        void complete(Article stub, String address, java.util.function.Consumer<Article> next) {
            String host = Address.host(stub.url());
            boolean idle;
            synchronized (waiting) {
                idle = !waiting.containsKey(host);
                waiting.computeIfAbsent(host, _ -> new ArrayDeque<>()).add(() -> fetch(stub, address, next));
            }
            if (idle) {
                threads.execute(() -> ask(host));
            }
        }

        private void ask(String host) {
            room.acquireUninterruptibly();
            try {
                for (Runnable one = next(host); one != null; one = next(host)) {
                    one.run();
                }
            } finally {
                room.release();
            }
        }

        private @Nullable Runnable next(String host) {
            synchronized (waiting) {
                Runnable next = Objects.requireNonNull(waiting.get(host)).poll();
                if (next == null) {
                    waiting.remove(host);
                }
                return next;
            }
        }

        private void fetch(Article stub, String address, java.util.function.Consumer<Article> next) {
            Article complete = stub;
            try {
                Optional<Page> page =
                        text.page(address).filter(found -> !found.text().isBlank());
                (page.isPresent() ? fetched : unfetched).increment();
                complete =
                        page.map(found -> ArticleReader.completed(stub, found)).orElse(stub);
            } finally {
                next.accept(complete);
            }
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
                        // ten minutes without an answer, not in all
                        end = System.nanoTime() + Duration.ofMinutes(10).toNanos();
                    }
                }
            }
        }
        return outcomes;
    }

    static ProgressBar bar(String task) {
        return bar(task, "", 1, -1);
    }

    private static ProgressBar bar(String task, String unit, long unitSize, long max) {
        boolean terminal = terminal();
        ProgressBarBuilder builder = ProgressBar.builder()
                .setTaskName(task)
                .setInitialMax(max)
                .setUnit(unit, unitSize)
                .setUpdateIntervalMillis(terminal ? 200 : 3_600_000);
        if (!terminal) {
            builder.setConsumer(new DelegatingProgressBarConsumer(line -> {}));
        }
        return builder.build();
    }

    /** Whether someone looks: a console that is a terminal. */
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
    static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Moves the bar by what is read. */
    private static final class Counted extends FilterInputStream {
        private final ProgressBar bar;

        Counted(InputStream input, ProgressBar bar) {
            super(input);
            this.bar = bar;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bar.stepBy(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            bar.stepBy(Math.max(0, read));
            return read;
        }
    }
}
