package org.tocsin.bench;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.tocsin.alerts.AlertStages;
import org.tocsin.enrich.EnrichStages;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.ingest.file.Import;
import org.tocsin.model.Article;
import org.tocsin.model.Decision;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Subscription;
import org.tocsin.model.Topic;
import org.tocsin.query.EntityNames;
import org.tocsin.replay.Replay;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.Stage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The time from sending an article to the decision on it, through tagging, stories, matching and deciding, alone and while two
 * replays run as fast as they can, or an import of history does, by turns. They are programs of their own, as the launcher
 * starts them, replays with the lowest priority. Times count from when an article was due, so that a sender held up hides
 * nothing.
 */
@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        description = "Live latency alone, and while two replays, or an import of history, run at full speed.")
final class LiveBench implements Callable<Integer> {
    private static final int CHARACTERS = 3_600;

    @Option(names = "--data", description = "Directory of the news dumps (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("../shared/data");

    @Option(names = "--history", description = "Articles to replay (default: ${DEFAULT-VALUE}).")
    private int history = 50_000;

    @Option(names = "--rate", description = "Live articles a second (default: ${DEFAULT-VALUE}).")
    private int rate = 50;

    @Option(names = "--seconds", description = "Of each turn (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(names = "--rounds", description = "Turns alone and beside replays (default: ${DEFAULT-VALUE}).")
    private int rounds = 4;

    @Option(names = "--import", description = "Import a history without end instead of replaying one.")
    private boolean importing;

    @Option(
            names = "--ahead",
            description = "Articles of the import that may wait at once (default: ${DEFAULT-VALUE}).")
    private int ahead = Import.ahead(Origin.BACKFILL);

    private final Map<String, Long> due = new ConcurrentHashMap<>();
    private final Map<String, Long> decided = new ConcurrentHashMap<>();
    private volatile boolean ended;
    private int sent;

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("tocsin-bench");
        Knowledge knowledge = new Knowledge();
        try (EmbeddedBroker broker = EmbeddedBroker.start(Files.createDirectory(directory.resolve("broker")))) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrap());
            kafka.createTopics();
            long _ = new Past(data, CHARACTERS, Origin.BACKFILL).fill(kafka, new Tagger(knowledge), history);
            Settings settings = Settings.load(Path.of("/nonexistent"), Map.of(), Map.of("data", directory.toString()));
            Path state = Files.createDirectory(directory.resolve("state"));
            List<Stage> stages = new ArrayList<>(EnrichStages.create(kafka, state, "bench", knowledge));
            stages.addAll(AlertStages.create(kafka, settings, state, "bench", EntityNames.of(List.of())));
            try (Producer<String, Subscription> producer = kafka.producer()) {
                Subscription every = Subscription.of("s", "every", "lang:en");
                producer.send(new ProducerRecord<>(Topic.SUBSCRIPTIONS.name(), "s", every))
                        .get();
            }
            stages.forEach(Stage::start);
            stages.forEach(Stage::awaitReady);
            Thread follower = Thread.ofPlatform().start(() -> follow(kafka));
            measure(kafka, new Past(data, CHARACTERS, Origin.LIVE));
            ended = true;
            follower.join();
            stages.reversed().forEach(Stage::close);
            return 0;
        } finally {
            Directories.delete(directory);
        }
    }

    private void follow(KafkaSettings kafka) {
        try (Consumer<String, Decision> consumer = kafka.consumer(Decision.class, "")) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.DECISIONS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!ended) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(item -> decided.putIfAbsent(item.value().article(), System.nanoTime()));
            }
        }
    }

    private void measure(KafkaSettings kafka, Past texts) throws IOException, InterruptedException {
        try (Producer<String, byte[]> producer = kafka.bytesProducer()) {
            double[] _ = turn(producer, texts);
            List<double[]> alone = new ArrayList<>();
            List<double[]> beside = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                alone.add(turn(producer, texts));
                try (Programs programs = others(kafka.bootstrap())) {
                    long begin = System.nanoTime();
                    beside.add(turn(producer, texts));
                    double elapsed = (System.nanoTime() - begin) / 1e9;
                    System.err.printf(
                            Locale.ROOT,
                            "%d  alone p50 %.0f p99 %.0f ms, beside %s p50 %.0f p99 %.0f ms, %s%n",
                            round,
                            alone.getLast()[0],
                            alone.getLast()[1],
                            name(),
                            beside.getLast()[0],
                            beside.getLast()[1],
                            importing
                                    ? "%.0f imported a second".formatted(programs.told() * Endless.PART / elapsed)
                                    : programs.told() + " histories replayed");
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d articles a second for %d s, medians of %d turns: p50 %.0f ms alone and %.0f ms beside %s,"
                            + " p99 %.0f and %.0f ms, ratio %.2f%n",
                    rate,
                    seconds,
                    rounds,
                    median(alone, 0),
                    median(beside, 0),
                    name(),
                    median(alone, 1),
                    median(beside, 1),
                    median(beside, 1) / median(alone, 1));
        }
    }

    /** Median and 99th percentile in milliseconds. */
    private double[] turn(Producer<String, byte[]> producer, Past texts) throws InterruptedException {
        due.clear();
        decided.clear();
        long begin = System.nanoTime();
        int number = rate * seconds;
        for (int i = 0; i < number; i++) {
            long time = begin + i * 1_000_000_000L / rate;
            while (System.nanoTime() < time) {
                LockSupport.parkNanos(time - System.nanoTime());
            }
            String id = "live-" + sent++;
            Article article = texts.article(sent, id, Instant.now());
            due.put(id, time);
            var _ = producer.send(new ProducerRecord<>(Topic.ARTICLES.name(), id, Json.bytes(article)));
        }
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (decided.size() < number && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        if (decided.size() < number) {
            throw new IllegalStateException("%d of %d articles were decided on".formatted(decided.size(), number));
        }
        double[] times = due.entrySet().stream()
                .mapToDouble(one -> (decided.getOrDefault(one.getKey(), 0L) - one.getValue()) / 1e6)
                .sorted()
                .toArray();
        return new double[] {times[times.length / 2], times[times.length * 99 / 100]};
    }

    private static double median(List<double[]> turns, int which) {
        double[] sorted = turns.stream().mapToDouble(one -> one[which]).sorted().toArray();
        return Arrays.stream(sorted)
                .skip((sorted.length - 1) / 2)
                .limit(2 - sorted.length % 2)
                .average()
                .orElse(0);
    }

    private String name() {
        return importing ? "an import" : "two replays";
    }

    private Programs others(String bootstrap) throws IOException {
        if (importing) {
            return new Programs(
                    1,
                    Endless.BEGUN,
                    List.of(),
                    EndlessImport.class,
                    bootstrap,
                    data.toAbsolutePath().toString(),
                    String.valueOf(ahead));
        }
        return new Programs(2, 1, List.of("chrt", "--idle", "0", "nice", "-n", "19"), EndlessReplay.class, bootstrap);
    }

    /** Programs that work without end, each having done some parts; it says a line when it has done one. */
    private static final class Programs implements AutoCloseable {
        private final List<Process> programs = new ArrayList<>();
        private final List<BufferedReader> words = new ArrayList<>();

        /**
         * @param priority what they are started with
         * @param begun how many parts each does first, to warm up
         */
        Programs(int number, int begun, List<String> priority, Class<?> main, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(priority);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()));
            command.addAll(List.of(arguments));
            for (int i = 0; i < number; i++) {
                Process program = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                programs.add(program);
                words.add(program.inputReader());
            }
            for (BufferedReader reader : words) {
                for (int i = 0; i < begun; i++) {
                    if (reader.readLine() == null) {
                        throw new IllegalStateException(main.getSimpleName() + " ended");
                    }
                }
            }
        }

        /** Parts that they have done since they had begun. */
        int told() throws IOException {
            int told = 0;
            for (BufferedReader reader : words) {
                while (reader.ready()) {
                    told += reader.readLine() == null ? 0 : 1;
                }
            }
            return told;
        }

        @Override
        public void close() throws IOException {
            for (Process program : programs) {
                program.destroyForcibly().onExit().join();
            }
            for (BufferedReader reader : words) {
                reader.close();
            }
        }
    }

    private static void endWithTheOther() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // it has ended too
            }
            Runtime.getRuntime().halt(0);
        });
    }

    /** Replays all that a broker has, again and again, and says a line after each time; ends when who started it has. */
    static final class EndlessReplay {
        private EndlessReplay() {}

        public static void main(String[] arguments) throws IOException {
            endWithTheOther();
            KafkaSettings kafka = new KafkaSettings(arguments[0]);
            Replay.Request everything = new Replay.Request(
                    Replay.Kind.enriched,
                    Past.FROM,
                    Past.TO,
                    Replay.By.published,
                    null,
                    false,
                    Double.POSITIVE_INFINITY,
                    false);
            while (true) {
                Replay.Outcome outcome = new Replay(kafka).run(everything, new Nowhere(), (done, all) -> {});
                System.out.println(outcome.told());
            }
        }
    }

    /** Imports articles of the past as {@code tocsin ingest} does; ends when who started it has. */
    static final class EndlessImport {
        private EndlessImport() {}

        public static void main(String[] arguments) throws IOException {
            endWithTheOther();
            Past past = new Past(Path.of(arguments[1]), CHARACTERS, Origin.BACKFILL);
            String run = Long.toString(System.nanoTime(), Character.MAX_RADIX);
            new Import(new KafkaSettings(arguments[0]), Origin.BACKFILL, Integer.parseInt(arguments[2]), null)
                    .run(List.of(new Endless(past, run)), new Unheard());
        }
    }

    /** Articles as NDJSON, with addresses of their own; says a line when each part has been read. */
    private record Endless(Past past, String run) implements Import.Input {
        static final int PART = 100;
        static final int BEGUN = 30;

        @Override
        public String name() {
            return "history.ndjson";
        }

        @Override
        public InputStream open() {
            return new SequenceInputStream(Collections.enumeration(new AbstractList<InputStream>() {
                @Override
                public InputStream get(int part) {
                    if (part > 0) {
                        System.out.println(part);
                    }
                    return part(part);
                }

                @Override
                public int size() {
                    return Integer.MAX_VALUE;
                }
            }));
        }

        private InputStream part(int number) {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (int i = number * PART; i < (number + 1) * PART; i++) {
                Article article = past.article(i, "", Past.FROM.plusSeconds(30L * i));
                lines.writeBytes(Json.bytes(Map.of(
                        "url",
                        "https://%s.example/%s/%d".formatted(article.source().id(), run, i),
                        "title",
                        article.title(),
                        "body",
                        article.body(),
                        "published",
                        article.published())));
                lines.write('\n');
            }
            return new ByteArrayInputStream(lines.toByteArray());
        }
    }

    private static final class Unheard implements Import.Listener {
        @Override
        public void read(long bytes) {}

        @Override
        public void answered(long done, long sent) {}

        @Override
        public void rejected(String input, long line, String reason, String message) {
            throw new IllegalStateException(message);
        }

        @Override
        public void waiting() {}
    }
}
