package org.tocsin.replay.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import org.tocsin.replay.Replay.Progress;
import org.tocsin.replay.job.Job.State;
import org.tocsin.runtime.Refusal;
import tools.jackson.databind.JsonNode;

/** With a kind that writes a line and a step of progress for each permit that the test gives, ten in all. */
final class JobsTest {
    private static final JsonNode NOTHING = Json.mapper().createObjectNode();

    @TempDir
    private Path directory;

    private final Semaphore steps = new Semaphore(0);
    private final CountDownLatch began = new CountDownLatch(1);
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private Jobs jobs;

    @BeforeEach
    void open() {
        jobs = opened();
    }

    private Jobs opened() {
        return new Jobs(
                directory,
                Map.of("steps", request -> this::work, "broken", request -> JobsTest::fail, "picky", request -> {
                    throw new IllegalArgumentException("no such thing");
                }),
                () -> Instant.EPOCH);
    }

    @AfterEach
    void close() {
        jobs.close();
    }

    private String work(Path folder, Progress progress) throws IOException {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        began.countDown();
        try {
            Path file = folder.resolve("lines");
            int done = Files.exists(file) ? Files.readAllLines(file).size() : 0;
            for (; done < 10; done++) {
                steps.acquire();
                Files.writeString(file, Files.exists(file) ? Files.readString(file) + "line\n" : "line\n");
                progress.read(done + 1, 10);
            }
            return "well";
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        } finally {
            now.decrementAndGet();
        }
    }

    private static String fail(Path folder, Progress progress) throws IOException {
        throw new IOException("the disk is full");
    }

    /** Whether it goes on: a job that was cancelled may still be ending. */
    private boolean resumed(String id) {
        try {
            return jobs.resume(id).state() == State.waiting;
        } catch (Refusal e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 s").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Job job(String id) {
        return jobs.get(id).orElseThrow();
    }

    private void awaitState(String id, State state) {
        await(() -> job(id).state() == state);
    }

    @Test
    void runsAJobToItsEndAndTellsHowFarItIs() throws Exception {
        String id = jobs.start("steps", NOTHING).id();
        steps.release(4);
        await(() -> job(id).done() == 4);
        assertThat(job(id)).matches(job -> job.state() == State.running && job.all() == 10 && job.ended() == null);
        steps.release(6);
        awaitState(id, State.done);

        assertThat(job(id)).matches(job -> job.message().equals("well") && job.done() == 10 && job.ended() != null);
        assertThat(Files.readAllLines(jobs.out(id).resolve("lines"))).hasSize(10);
    }

    @Test
    void goesOnWithACancelledJobWhereItWas() throws Exception {
        String id = jobs.start("steps", NOTHING).id();
        steps.release(4);
        await(() -> job(id).done() == 4);

        assertThat(jobs.cancel(id).state()).isEqualTo(State.cancelled);
        await(() -> now.get() == 0);
        steps.release(6);
        await(() -> resumed(id));
        awaitState(id, State.done);

        assertThat(Files.readAllLines(jobs.out(id).resolve("lines"))).hasSize(10);
    }

    @Test
    void findsAJobInterruptedAfterARestartAndGoesOn() throws Exception {
        String id = jobs.start("steps", NOTHING).id();
        steps.release(4);
        await(() -> job(id).done() == 4);
        jobs.close();
        jobs = opened();

        assertThat(job(id).state()).isEqualTo(State.interrupted);
        assertThat(job(id).message()).contains("resume");
        steps.release(6);
        jobs.resume(id);
        awaitState(id, State.done);
        assertThat(Files.readAllLines(jobs.out(id).resolve("lines"))).hasSize(10);
    }

    @Test
    void runsTwoAtOnceAndCancelsOneThatWaits() {
        for (int i = 0; i < 4; i++) {
            jobs.start("steps", NOTHING);
        }
        await(() -> now.get() == 2);
        assertThat(job("3").state()).isEqualTo(State.waiting);
        jobs.cancel("3");
        steps.release(30);
        awaitState("4", State.done);

        assertThat(most.get()).isEqualTo(Jobs.AT_ONCE);
        assertThat(job("3").state()).isEqualTo(State.cancelled);
        assertThat(jobs.all()).extracting(Job::id).containsExactly("4", "3", "2", "1");
    }

    @Test
    void saysWhyAJobFailed() {
        String id = jobs.start("broken", NOTHING).id();
        awaitState(id, State.failed);

        assertThat(job(id).message()).isEqualTo("the disk is full");
    }

    @Test
    void removesAJobThatHasEndedWithItsFiles() {
        String id = jobs.start("steps", NOTHING).id();
        assertThatThrownBy(() -> jobs.delete(id)).isInstanceOf(Refusal.class).hasMessageContaining("cancel it first");
        steps.release(10);
        awaitState(id, State.done);
        jobs.delete(id);

        assertThat(jobs.get(id)).isEmpty();
        assertThat(directory.resolve(id)).doesNotExist();
    }

    @Test
    void refusesWhatItCannotDo() throws Exception {
        assertThatThrownBy(() -> jobs.start("dance", NOTHING)).hasMessageContaining("must be among");
        assertThatThrownBy(() -> jobs.start("picky", NOTHING)).hasMessageContaining("no such thing");
        assertThat(jobs.all()).isEmpty();
        for (int i = 0; i < Jobs.MOST_ACTIVE; i++) {
            jobs.start("steps", NOTHING);
        }
        began.await();
        assertThatThrownBy(() -> jobs.start("steps", NOTHING)).hasMessageContaining("wait or run");
        assertThatThrownBy(() -> jobs.resume("1")).hasMessageContaining("nothing to resume");
        assertThatThrownBy(() -> jobs.cancel("absent")).hasMessageContaining("no job absent");
    }
}
