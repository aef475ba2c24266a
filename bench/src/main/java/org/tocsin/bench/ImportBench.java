package org.tocsin.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.file.ArticleFile;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.model.Article;
import org.tocsin.model.Origin;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Files into the embedded broker, beside what the Kafka producer alone reaches with the same records in the same run. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "NDJSON into the embedded broker, beside the bare Kafka producer; and pages of a WARC.")
final class ImportBench implements Callable<Integer> {
    /** Rounds of pages before the compiler is done. */
    private static final int WARM_UP = 100;

    @Option(names = "--articles", description = "Articles a round (default: ${DEFAULT-VALUE}).")
    private int articles = 40_000;

    @Option(names = "--rounds", description = "Rounds, of which the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--threads", description = "Threads that read (default: ${DEFAULT-VALUE}).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--largest", paramLabel = "KB", description = "Leave out pages over this size (default: take all).")
    private int largest = Integer.MAX_VALUE / 1000;

    @Option(
            names = "--pages",
            paramLabel = "DIR",
            description = "Folder of HTML pages: measure reading them from a WARC too.")
    private Path pages = Path.of("");

    private final ArticleReader reader = new ArticleReader(InstantSource.system());
    private final PageExtractor extractor = new PageExtractor(InstantSource.system());

    @Override
    public Integer call() throws IOException {
        if (!pages.toString().isEmpty()) {
            warc();
            return 0;
        }
        byte[] file = file();
        Path directory = Files.createTempDirectory("tocsin-bench");
        EmbeddedBroker broker = EmbeddedBroker.start(directory);
        try {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            List<ArticleSink.Encoded> records = records(file);
            System.out.printf(Locale.ROOT, "%,d articles, %.1f MB of NDJSON%n", articles, file.length / 1e6);
            List<Double> bare = new ArrayList<>();
            List<Double> imported = new ArrayList<>();
            for (int round = -1; round < rounds; round++) {
                long start = processorNanos();
                double first = rate(articles, () -> bare(kafka, records));
                long between = processorNanos();
                double second = rate(articles, () -> imported(kafka, file));
                System.out.printf(
                        Locale.ROOT,
                        "%s bare producer %,.0f a second (%.0f µs of processor each), import %,.0f a second (%.0f µs), ratio %.2f%n",
                        round < 0 ? "warm-up:" : "round " + (round + 1) + ":",
                        first,
                        (between - start) / 1e3 / articles,
                        second,
                        (processorNanos() - between) / 1e3 / articles,
                        second / first);
                if (round >= 0) {
                    bare.add(first);
                    imported.add(second);
                }
            }
            double first = median(bare);
            double second = median(imported);
            System.out.printf(
                    Locale.ROOT,
                    "median: bare producer %,.0f a second, import %,.0f a second, ratio %.2f%n",
                    first,
                    second,
                    second / first);
        } finally {
            broker.close();
            Directories.delete(directory);
        }
        return 0;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static double rate(int count, Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        return count / ((System.nanoTime() - start) / 1e9);
    }

    /** Time that all threads of this process, the broker's too, have had a processor. */
    static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void bare(KafkaSettings kafka, List<ArticleSink.Encoded> records) {
        try (ArticleSink sink = ArticleSink.bulk(kafka)) {
            records.forEach(record -> {
                var _ = sink.send(record);
            });
            sink.flush();
        }
    }

    private void imported(KafkaSettings kafka, byte[] file) throws IOException {
        try (ArticleSink sink = ArticleSink.bulk(kafka)) {
            read("bench.jsonl", file, new ArticleFile.Listener() {
                @Override
                public Runnable prepare(Article article, String address) {
                    ArticleSink.Encoded encoded = ArticleSink.Encoded.of(article);
                    return () -> {
                        var _ = sink.send(encoded);
                    };
                }

                @Override
                public void article(Article article) {
                    throw new IllegalStateException("every article is prepared");
                }

                @Override
                public void rejected(String name, long line, String reason, String message) {
                    throw new IllegalStateException(message);
                }
            });
            sink.flush();
        }
    }

    private void read(String name, byte[] file, ArticleFile.Listener listener) throws IOException {
        new ArticleFile(reader, extractor, Origin.BACKFILL, "bench", threads)
                .read(name, new ByteArrayInputStream(file), listener);
    }

    private List<ArticleSink.Encoded> records(byte[] file) throws IOException {
        List<ArticleSink.Encoded> records = new ArrayList<>();
        read("bench.jsonl", file, new ArticleFile.Listener() {
            @Override
            public void article(Article article) {
                records.add(ArticleSink.Encoded.of(article));
            }

            @Override
            public void rejected(String name, long line, String reason, String message) {
                throw new IllegalStateException(message);
            }
        });
        return records;
    }

    /** Articles of 3 to 4 kB, their words drawn as words of a language are: few often, many seldom. */
    private byte[] file() {
        Random random = new Random(42);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder word = new StringBuilder();
            for (int length = 2 + random.nextInt(9); length > 0; length--) {
                word.append(
                        "etaoinshrdlucmfwypvbgkjqxz".charAt((int) (26 * random.nextDouble() * random.nextDouble())));
            }
            words.add(word.toString());
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < articles; i++) {
            out.append("{\"title\": \"")
                    .append(text(random, words, 10))
                    .append("\", \"url\": \"https://www.paper")
                    .append(i % 500)
                    .append(".example/2025/01/11/")
                    .append(text(random, words, 5).replace(' ', '-'))
                    .append('-')
                    .append(1_000_000 + i)
                    .append("?utm_source=rss\", \"published\": \"2025-01-11T09:30:00Z\", \"summary\": \"")
                    .append(text(random, words, 30))
                    .append("\", \"body\": \"")
                    .append(text(random, words, 500))
                    .append("\"}\n");
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Random random, List<String> words, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(words.get((int) (words.size() * Math.pow(random.nextDouble(), 4))));
        }
        return text.toString();
    }

    private void warc() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        int count = 0;
        try (Stream<Path> below = Files.walk(pages)) {
            for (Path page : below.filter(path -> path.toString().endsWith("source.html"))
                    .sorted()
                    .toList()) {
                byte[] html = Files.readAllBytes(page);
                if (html.length > largest * 1_000) {
                    continue;
                }
                byte[] head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
                        .formatted(html.length)
                        .getBytes(StandardCharsets.US_ASCII);
                String record = """
                        WARC/1.0
                        WARC-Type: response
                        WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>
                        WARC-Date: 2025-01-11T10:00:00Z
                        WARC-Target-URI: https://paper.example/%d
                        Content-Type: application/http; msgtype=response
                        Content-Length: %d

                        """.formatted(count, count, head.length + html.length);
                archive.write(record.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
                archive.write(head);
                archive.write(html);
                archive.write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                count++;
            }
        }
        byte[] file = archive.toByteArray();
        List<Double> rates = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        for (int round = -WARM_UP; round < rounds; round++) {
            long before = processorNanos();
            double rate = rate(
                    count,
                    () -> read("bench.warc", file, new ArticleFile.Listener() {
                        @Override
                        public void article(Article article) {
                            // read is enough
                        }

                        @Override
                        public void rejected(String name, long line, String reason, String message) {
                            // pages without text are among them
                        }
                    }));
            if (round >= 0) {
                rates.add(rate);
                costs.add((processorNanos() - before) / 1e6 / count);
            }
        }
        double megabytes = file.length / 1e6 / count;
        System.out.printf(
                Locale.ROOT,
                "%d pages, %.0f kB each in the mean: %.0f pages, %.0f MB a second with %d threads; %.2f ms of processor a page,"
                        + " %.1f ms a MB, so %.0f pages a second on two whole processors%n",
                count,
                megabytes * 1e3,
                median(rates),
                median(rates) * megabytes,
                threads,
                median(costs),
                median(costs) / megabytes,
                2e3 / median(costs));
    }
}
