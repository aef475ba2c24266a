package org.tocsin.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.page.PageExtractor;
import org.tocsin.model.Article;
import org.tocsin.model.FileImport;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicFollower;

/**
 * Reads every new file of one folder and of those in it once. What was read stands in {@code tocsin.imports}, by path, size and time of the last
 * write, so that a restart reads nothing again and a file that was written anew is read anew. A file is read when its size and
 * time have stayed the same for one interval; names that begin with a full stop or end in {@code .part} or {@code .tmp} are
 * passed over, and so are symbolic links, which could lead anywhere. A file of which nothing could be read moves to the subfolder {@code rejected}, with the reasons beside it. An
 * import that is cut short is begun again; the pipeline drops what it has seen.
 */
public final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MAX_REASONS = 20;
    private static final int MAX_DEPTH = 16;
    private static final String REJECTED = "rejected";

    private final Path folder;
    private final Origin origin;
    private final Duration interval;
    private final InstantSource clock;
    private final Map<String, FileImport> known = new ConcurrentHashMap<>();
    private final Map<Path, Sight> sights = new HashMap<>();
    private final TopicFollower<FileImport> follower;
    private final Producer<String, FileImport> producer;
    private final ArticleSink sink;
    private final Valve valve;
    private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("folder-watch").daemon().factory());

    /** Size and time of the last write of a file. */
    private record Sight(long size, Instant modified) {}

    /**
     * @param folder made when it is not there
     * @param interval between two looks
     */
    public FolderWatch(KafkaSettings kafka, Path folder, Origin origin, Duration interval, InstantSource clock) {
        this.folder = folder.toAbsolutePath().normalize();
        this.origin = origin;
        this.interval = interval;
        this.clock = clock;
        follower = new TopicFollower<>(kafka, Topic.IMPORTS, -1, item -> known.put(item.key(), item.value()));
        producer = kafka.producer();
        sink = ArticleSink.bulk(kafka);
        valve = new Valve(kafka, Import.ahead(origin), sink::flush);
    }

    /** Starts looking. */
    public void start() {
        follower.start().close();
        var _ = schedule.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Files.createDirectories(folder);
            NavigableMap<Path, Sight> seen = new TreeMap<>();
            Files.walkFileTree(folder, Set.of(), MAX_DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && wanted(file)) {
                        seen.put(
                                file,
                                new Sight(
                                        attributes.size(),
                                        attributes.lastModifiedTime().toInstant()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException error) {
                    warn("file", file, error);
                    return FileVisitResult.CONTINUE;
                }
            });
            sights.keySet().retainAll(seen.keySet());
            seen.forEach(this::look);
        } catch (IOException | RuntimeException e) {
            warn("folder", folder, e);
        }
    }

    private void look(Path file, Sight now) {
        try {
            boolean steady = now.equals(sights.put(file, now));
            if (steady && !read(file, now)) {
                importFile(file, now);
            }
        } catch (RuntimeException e) {
            // the others are read all the same, and this one is tried again
            warn("file", file, e);
        }
    }

    private static void warn(String what, Path path, Exception error) {
        LOG.atWarn()
                .addKeyValue(what, path)
                .addKeyValue("error", error.toString())
                .log("not read in the watched folder");
    }

    private boolean wanted(Path file) {
        for (Path part : folder.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        String name = String.valueOf(file.getFileName());
        return !file.startsWith(folder.resolve(REJECTED)) && !name.endsWith(".part") && !name.endsWith(".tmp");
    }

    private boolean read(Path file, Sight now) {
        FileImport before = known.get(file.toString());
        return before != null
                && before.size() == now.size()
                && before.modified().equals(now.modified());
    }

    private void importFile(Path file, Sight now) {
        Count count = new Count();
        String batch = UUID.randomUUID().toString();
        ArticleFile reader = new ArticleFile(new ArticleReader(clock), new PageExtractor(clock), origin, batch, 1);
        try (InputStream input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            reader.read(folder.relativize(file).toString(), input, count);
        } catch (IOException e) {
            count.rejected(file.toString(), 0, "file", String.valueOf(e.getMessage()));
        }
        count.awaitBroker();
        FileImport done = new FileImport(
                file.toString(),
                now.size(),
                now.modified(),
                clock.instant(),
                batch,
                count.accepted,
                count.rejected,
                count.reasons);
        if (count.accepted == 0 && count.rejected > 0) {
            setAside(file, count.reasons);
        }
        known.put(done.path(), done);
        var _ = producer.send(new ProducerRecord<>(Topic.IMPORTS.name(), done.path(), done));
        producer.flush();
        LOG.atInfo()
                .addKeyValue("file", file)
                .addKeyValue("accepted", count.accepted)
                .addKeyValue("rejected", count.rejected)
                .addKeyValue("reasons", count.reasons)
                .log("file read");
    }

    private void setAside(Path file, List<String> reasons) {
        try {
            Path target = folder.resolve(REJECTED).resolve(folder.relativize(file));
            Files.createDirectories(target.resolveSibling("."));
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(
                    target.resolveSibling(target.getFileName() + ".reasons.txt"),
                    String.join("\n", reasons) + "\n",
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", e.toString())
                    .log("rejected file not set aside");
        }
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        follower.close();
        valve.close();
        sink.close();
        producer.close(Duration.ofSeconds(5));
    }

    private final class Count implements ArticleFile.Listener {
        private final List<String> reasons = new ArrayList<>();
        private final List<CompletableFuture<String>> sent = new ArrayList<>();
        private long accepted;
        private long rejected;

        @Override
        public void article(Article article) {
            awaitRoom();
            sent.add(sink.send(article));
            accepted++;
            if (sent.size() >= 10_000) {
                awaitBroker();
            }
        }

        @Override
        public void rejected(String file, long line, String reason, String message) {
            rejected++;
            if (reasons.size() < MAX_REASONS) {
                reasons.add("line %d: %s: %s".formatted(line, reason, message));
            }
        }

        /** What is read waits for the pipeline, so that it does not lie before what comes in live. */
        private void awaitRoom() {
            try {
                while (!valve.enter(PATIENCE)) {
                    LOG.atWarn()
                            .addKeyValue("folder", folder)
                            .addKeyValue("waiting", valve.waiting())
                            .log("watched folder waits for the pipeline");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while " + folder + " was read", e);
            }
        }

        void awaitBroker() {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
            sent.clear();
        }
    }
}
