package org.tocsin.replay.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import org.tocsin.replay.job.Job.State;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The jobs of this process, each in a folder of its own that outlives it. {@value #AT_ONCE} run at once, the others wait in
 * the order in which they were started. Thread-safe.
 */
final class Jobs implements AutoCloseable {
    static final int AT_ONCE = 2;
    static final int MOST_ACTIVE = 20;
    static final int MOST = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final String FILE = "job.json";

    private final Path directory;
    private final Map<String, Kind> kinds;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("job-", 0).daemon().factory());
    private final Map<String, Job> jobs =
            new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    private final Map<String, Future<?>> futures = new HashMap<>();
    private final Set<String> atWork = new HashSet<>();
    private int last;
    private boolean closed;

    /** Jobs that waited or ran when the process ended are interrupted. */
    Jobs(Path directory, Map<String, Kind> kinds, InstantSource clock) {
        this.directory = directory;
        this.kinds = Map.copyOf(kinds);
        this.clock = clock;
        try {
            Files.createDirectories(directory);
            try (Stream<Path> folders = Files.list(directory)) {
                folders.filter(folder -> String.valueOf(folder.getFileName()).matches("\\d{1,9}"))
                        .forEach(this::load);
            }
        } catch (IOException e) {
            throw new Refusal("jobs cannot be kept in " + directory + ": " + e.getMessage(), e);
        }
    }

    private void load(Path folder) {
        // what a job has left is none of another's, even where it cannot be read
        last = Math.max(last, Integer.parseInt(String.valueOf(folder.getFileName())));
        try {
            Job job = Json.read(Files.readAllBytes(folder.resolve(FILE)), Job.class);
            jobs.put(
                    job.id(),
                    job.state().active() ? job.in(State.interrupted, "the program ended; resume it", null) : job);
        } catch (IOException | JacksonException e) {
            LOG.atWarn()
                    .addKeyValue("job", String.valueOf(folder.getFileName()))
                    .addKeyValue("error", e.getMessage())
                    .log("job unreadable");
        }
    }

    /** {@link IllegalArgumentException} when the request is wrong, {@link Refusal} when there are too many. */
    synchronized Job start(String kind, JsonNode request) {
        Kind.Work work = prepared(kind, request);
        if (jobs.size() >= MOST) {
            throw new Refusal("there are " + MOST + " jobs; delete those that are no longer needed");
        }
        last++;
        Job job = new Job(String.valueOf(last), kind, request, State.waiting, 0, 0, "", clock.instant(), null);
        return enqueue(job, work);
    }

    /** Does again what failed, was cancelled or was interrupted. */
    synchronized Job resume(String id) {
        Job job = required(id);
        if (job.state().active() || job.state() == State.done) {
            throw new Refusal("job " + id + " is " + job.state() + "; there is nothing to resume");
        }
        ended(job);
        return enqueue(job.in(State.waiting, "", null), prepared(job.kind(), job.request()));
    }

    /** Refuses what was cancelled and has not heard of it yet. */
    private void ended(Job job) {
        if (job.state() == State.cancelled && atWork.contains(job.id())) {
            throw new Refusal("job " + job.id() + " is still ending; try again in a moment");
        }
    }

    private Kind.Work prepared(String kind, JsonNode request) {
        Kind known = kinds.get(kind);
        if (known == null) {
            throw new IllegalArgumentException("kind " + kind + " is unknown; it must be among "
                    + kinds.keySet().stream().sorted().toList());
        }
        return known.prepare(request);
    }

    private Job enqueue(Job job, Kind.Work work) {
        if (jobs.values().stream().filter(one -> one.state().active()).count() >= MOST_ACTIVE) {
            throw new Refusal(MOST_ACTIVE + " jobs wait or run; wait until some have ended, or cancel some");
        }
        keep(job);
        futures.put(job.id(), threads.submit(() -> run(job.id(), work)));
        return job;
    }

    private void run(String id, Kind.Work work) {
        synchronized (this) {
            atWork.add(id);
        }
        change(id, job -> job.in(State.running, "", null));
        try {
            String remark = work.run(Files.createDirectories(out(id)), (done, all) -> progress(id, done, all));
            change(id, job -> job.in(State.done, remark, clock.instant()));
        } catch (Exception | Error e) {
            boolean stopped = get(id).map(job -> job.state() != State.running).orElse(true);
            if (!stopped) {
                LOG.atWarn()
                        .addKeyValue("job", id)
                        .addKeyValue("error", e.toString())
                        .log("job failed");
                change(
                        id,
                        job -> job.in(
                                State.failed, e.getMessage() == null ? e.toString() : e.getMessage(), clock.instant()));
            }
            if (e instanceof Error error) {
                throw error;
            }
        } finally {
            synchronized (this) {
                atWork.remove(id);
            }
        }
    }

    private synchronized void progress(String id, long done, long all) {
        Job job = jobs.get(id);
        if (job == null || job.state() != State.running) {
            throw new CancellationException("cancelled");
        }
        jobs.put(id, job.at(done, all));
    }

    private synchronized void change(String id, UnaryOperator<Job> to) {
        Job job = jobs.get(id);
        if (job != null && job.state().active() && !closed) {
            keep(to.apply(job));
        }
    }

    /** Ends a job that waits or runs; what it wrote stays, so that it can be resumed. */
    synchronized Job cancel(String id) {
        Job job = required(id);
        if (!job.state().active()) {
            throw new Refusal("job " + id + " is " + job.state() + "; only one that waits or runs can be cancelled");
        }
        Job cancelled = job.in(State.cancelled, "", clock.instant());
        keep(cancelled);
        Future<?> future = futures.remove(id);
        if (future != null) {
            future.cancel(true);
        }
        return cancelled;
    }

    /** Removes a job that has ended, and all that it wrote. */
    synchronized void delete(String id) {
        Job job = required(id);
        if (job.state().active()) {
            throw new Refusal("job " + id + " is " + job.state() + "; cancel it first");
        }
        ended(job);
        jobs.remove(id);
        try {
            Directories.delete(directory.resolve(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized Optional<Job> get(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    private Job required(String id) {
        return get(id).orElseThrow(() -> new Refusal("there is no job " + id));
    }

    /** The latest first. */
    synchronized List<Job> all() {
        return List.copyOf(jobs.values()).reversed();
    }

    /** Where a job writes. */
    Path out(String id) {
        return out(directory, id);
    }

    static Path out(Path directory, String id) {
        return directory.resolve(id).resolve("out");
    }

    private void keep(Job job) {
        jobs.put(job.id(), job);
        try {
            Path folder = Files.createDirectories(directory.resolve(job.id()));
            Path part = folder.resolve(FILE + ".part");
            Files.write(part, Json.bytes(job));
            Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("job " + job.id() + " cannot be kept: " + e.getMessage(), e);
        }
    }

    /** Ends all; those that run are found interrupted at the next start. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            jobs.replaceAll((id, job) -> job.state().active() ? job.in(State.interrupted, "", null) : job);
        }
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.atWarn().log("a job has not ended within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
