package org.tocsin.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.ingest.schedule.FeedStage;
import org.tocsin.ingest.schedule.Feeds;
import org.tocsin.model.Feed;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.FeedSettings;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.OutgoingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reading feed files, and what a process costs that polls many feeds of a local server. */
@Command(
        name = "feeds",
        mixinStandardHelpOptions = true,
        description = "Items read a second, and processor and memory of a process that polls many feeds.")
final class FeedBench implements Callable<Integer> {
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final int ITEMS = 20;
    private static final Duration SETTLING = Duration.ofSeconds(5);

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of feed files (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("../shared/data/feeds/real");

    @Option(names = "--seconds", description = "Seconds to read for (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Option(names = "--feeds", description = "Feeds to poll, 0 for none (default: ${DEFAULT-VALUE}).")
    private int feeds = 10_000;

    @Option(names = "--rest", description = "Seconds to watch it without polls due (default: ${DEFAULT-VALUE}).")
    private int rest = 60;

    @Option(names = "--poller", hidden = true, paramLabel = "BROKER", description = "Be the process that polls.")
    private String poller = "";

    private final AtomicInteger answered = new AtomicInteger();

    @Override
    public Integer call() throws Exception {
        if (!poller.isEmpty()) {
            poll();
        } else {
            read();
            if (feeds > 0) {
                measure();
            }
        }
        return 0;
    }

    private void read() throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> below = Files.walk(data)) {
            for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (FeedReader.read(bytes, "", "https://a.example/") instanceof ParsedFeed parsed
                        && !parsed.items().isEmpty()) {
                    files.add(bytes);
                }
            }
        }
        for (int round = 0; round < 2; round++) {
            long items = 0;
            long bytes = 0;
            long start = System.nanoTime();
            long processor = threadNanos();
            while (System.nanoTime() - start < Duration.ofSeconds(seconds).toNanos()) {
                for (byte[] file : files) {
                    items += ((ParsedFeed) FeedReader.read(file, "", "https://a.example/"))
                            .items()
                            .size();
                    bytes += file.length;
                }
            }
            double wall = (System.nanoTime() - start) / 1e9;
            double own = (threadNanos() - processor) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%s %d files, %,.0f items a second on one thread, %,.0f a second of processor, %.1f MB a second%n",
                    round == 0 ? "warm-up:" : "reading:",
                    files.size(),
                    items / wall,
                    items / own,
                    bytes / own / 1e6);
        }
    }

    private static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void poll() throws InterruptedException {
        new FeedStage(
                        new KafkaSettings(poller),
                        Path.of("none"),
                        "bench",
                        new FeedSettings(INTERVAL, INTERVAL, INTERVAL, Duration.ZERO, ""),
                        new GuardedClient(new OutgoingSettings(List.of("127.0.0.0/8"), Set.of(), "")))
                .start();
        Thread.currentThread().join();
    }

    /** Polls every feed once, as fast as it goes, then rests: a poll's cost and that of rest tell the cost at any interval. */
    private void measure() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("tocsin-bench");
        HttpServer server = HttpServer.create(new InetSocketAddress(0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        EmbeddedBroker broker = EmbeddedBroker.start(directory);
        Process process = null;
        try {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            add(kafka, server.getAddress().getPort());
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Bench.class.getName(),
                            "feeds",
                            "--poller",
                            broker.bootstrap())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("poller.log").toFile())
                    .start();
            awaitAnswers(feeds / 5);
            Duration before = process.info().totalCpuDuration().orElseThrow();
            int first = answered.get();
            Instant start = Instant.now();
            awaitAnswers(feeds);
            Duration used = process.info().totalCpuDuration().orElseThrow().minus(before);
            double each = used.toNanos() / 1e6 / (answered.get() - first);
            double pollsASecond = (answered.get() - first)
                    / (Duration.between(start, Instant.now()).toMillis() / 1e3);
            LockSupport.parkNanos(SETTLING.toNanos());
            Duration restFrom = process.info().totalCpuDuration().orElseThrow();
            LockSupport.parkNanos(Duration.ofSeconds(rest).toNanos());
            Duration atRest = process.info().totalCpuDuration().orElseThrow().minus(restFrom);
            double polling = each * feeds / INTERVAL.toMillis() * 100;
            double resting = atRest.toNanos() / 1e9 / rest * 100;
            System.out.printf(
                    Locale.ROOT,
                    "polling: %,d feeds of %d items, all new: %,.0f polls a second, %.2f ms of processor each; at a mean of 10"
                            + " minutes %.1f %% of a core, with %.1f %% between polls %.1f %%; %s of memory%n",
                    feeds,
                    ITEMS,
                    pollsASecond,
                    each,
                    polling,
                    resting,
                    polling + resting,
                    memory(process.pid()));
        } finally {
            if (process != null) {
                process.destroyForcibly().waitFor();
            }
            server.stop(0);
            broker.close();
            Directories.delete(directory);
        }
    }

    private void add(KafkaSettings kafka, int port) {
        try (Feeds all = new Feeds(kafka).start()) {
            List<Feed> list = new ArrayList<>();
            for (int i = 0; i < feeds; i++) {
                String url = "http://127.0.%d.%d:%d/%d".formatted(i / 200 % 250, 2 + i % 200, port, i);
                list.add(Feeds.define(url, "", "", List.of(), 0, false, Instant.now()));
            }
            all.saveAll(list);
        }
    }

    private void awaitAnswers(int number) {
        while (answered.get() < number) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static String memory(long process) throws IOException {
        Path status = Path.of("/proc/" + process + "/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
                        .findFirst()
                        .orElse("an unknown amount")
                : "an unknown amount";
    }

    private void answer(HttpExchange exchange) throws IOException {
        StringBuilder rss = new StringBuilder("<rss version='2.0'><channel><title>A paper</title>");
        Instant now = Instant.now();
        for (int i = 0; i < ITEMS; i++) {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    now.minusSeconds(600L * i).atOffset(ZoneOffset.UTC));
            rss.append("<item><guid>%1$s-%2$d</guid><title>Report %2$d of %1$s</title>"
                            .formatted(exchange.getRequestURI(), i))
                    .append("<link>https://paper.example%s/%d</link><pubDate>%s</pubDate>"
                            .formatted(exchange.getRequestURI(), i, date))
                    .append("<description>")
                    .append("Some words of the report. ".repeat(8))
                    .append("</description></item>");
        }
        byte[] body = rss.append("</channel></rss>").toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        answered.incrementAndGet();
    }
}
