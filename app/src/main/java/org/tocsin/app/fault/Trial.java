package org.tocsin.app.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tocsin.app.crash.Books;
import org.tocsin.app.crash.Instance;

/**
 * One fault and what came of it.
 *
 * @param lasted from when it began to when it was over
 * @param recovery from then until every process was ready and everything accepted so far had its alerts, also what was
 *     pushed after it was over
 * @param notReady the longest time during the fault in which some process did not say that it is ready
 * @param restarts of processes that had ended by themselves
 * @param wrong what does not hold
 */
public record Trial(
        Fault fault, Duration lasted, Duration recovery, Duration notReady, int restarts, List<String> wrong) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 5;
    private static final int SHOWN = 3;

    public Trial {
        wrong = List.copyOf(wrong);
    }

    public boolean passed() {
        return wrong.isEmpty();
    }

    /** Lets {@code fault} happen while articles come in, and waits until all is well again, up to five minutes. */
    public static Trial run(Fault fault, World world, Duration hold, Random random)
            throws IOException, InterruptedException {
        int restarts = world.restarts();
        world.load().go();
        World.pause(BEFORE);
        long begin = System.nanoTime();
        fault.strike(world, hold, random);
        long over = System.nanoTime();
        World.await(PATIENCE, () -> world.roles().stream().allMatch(Instance::up));
        endWithOneMore(world);
        boolean recovered = World.await(
                PATIENCE,
                () -> world.roles().stream().allMatch(role -> world.health().readySince(role, over))
                        && world.expected().missing(world.receiver().received()).isEmpty());
        Duration recovery = Duration.ofNanos(System.nanoTime() - over);
        List<String> wrong = new ArrayList<>();
        for (Instance role : world.roles()) {
            if (!world.health().readySince(role, over)) {
                wrong.add(role.name() + " is not ready");
            }
        }
        if (!recovered) {
            some("missing", world.expected().missing(world.receiver().received()), wrong);
        }
        some(
                "unexpected or under two ids",
                world.expected().wrong(world.receiver().received()),
                wrong);
        Books books = Books.settled(world.kafka());
        boolean again = world.readAgain() && books.twice().isEmpty() && books.decisions() > books.matches();
        if (!books.addsUp() && !again) {
            wrong.add(books.toString());
        }
        wrong.addAll(world.takeOutage().untrue(world.health(), world.roles()));
        wrong.addAll(world.complaints());
        return new Trial(
                fault,
                Duration.ofNanos(over - begin),
                recovery,
                notReady(world, begin, over),
                world.restarts() - restarts,
                wrong);
    }

    /** Again where a process ends, of what it went through, while it takes the last articles. */
    private static void endWithOneMore(World world) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                world.load().endWithOneMore();
                return;
            } catch (IllegalStateException e) {
                boolean up = World.await(PATIENCE, () -> world.roles().stream().allMatch(Instance::up));
                if (!up || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void some(String what, List<String> all, List<String> wrong) {
        if (!all.isEmpty()) {
            wrong.add(all.size() + " " + what + ": " + all.stream().limit(SHOWN).toList());
        }
    }

    private static Duration notReady(World world, long begin, long over) {
        long longest = 0;
        for (Instance role : world.roles()) {
            long since = 0;
            for (HealthWatch.Heard one : world.health().between(role, begin, over)) {
                since = one.ready() ? 0 : since == 0 ? one.nanos() : since;
                longest = Math.max(longest, since == 0 ? 0 : one.nanos() - since);
            }
        }
        return Duration.ofNanos(longest);
    }
}
