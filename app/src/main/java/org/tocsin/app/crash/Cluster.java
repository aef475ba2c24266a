package org.tocsin.app.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The processes that the test kills and pauses; the first has the broker and takes the articles. */
public final class Cluster implements AutoCloseable {
    private static final int MOST_TRIES = 3;

    private final List<Instance> all;
    private final List<Long> starts = new ArrayList<>();
    private int ended;

    private Cluster(List<Instance> all) {
        this.all = all;
    }

    /** Every role in one process. */
    public static Cluster whole(Path directory) {
        return new Cluster(List.of(new Instance(directory, "data")));
    }

    /** The broker with ingest, enrich, and alerts twice, each a process of its own. */
    public static Cluster apart(Path directory, int brokerPort) {
        String broker = "127.0.0.1:" + brokerPort;
        return new Cluster(List.of(
                new Instance(directory, "data", "--roles", "ingest"),
                new Instance(directory, "enrich", "--roles", "enrich", "--bootstrap", broker),
                new Instance(directory, "alerts", "--roles", "alerts", "--bootstrap", broker),
                new Instance(directory, "alerts2", "--roles", "alerts", "--bootstrap", broker)));
    }

    /** Takes articles. */
    public Instance intake() {
        return all.getFirst();
    }

    /** Takes subscriptions. */
    public Instance alerts() {
        return all.size() == 1 ? all.getFirst() : all.get(2);
    }

    public Instance any(Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** Any but one of several. */
    public Instance anyBut(Instance one, Random random) {
        List<Instance> others = all.stream().filter(other -> other != one).toList();
        return others.get(random.nextInt(others.size()));
    }

    public boolean apart() {
        return all.size() > 1;
    }

    /** Starts what does not run and waits until it does. */
    public void revive() throws IOException {
        for (Instance one : all) {
            for (int tries = 1; !one.alive(); tries++) {
                try {
                    starts.add(one.start());
                } catch (Instance.Ended e) {
                    ended++;
                    if (tries == MOST_TRIES) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Milliseconds from launch to ready, of every start but each process's first. */
    public List<Long> restarts() {
        return starts.subList(Math.min(all.size(), starts.size()), starts.size());
    }

    /** Starts that came to nothing by themselves, as when the broker was not there. */
    public int ended() {
        return ended;
    }

    @Override
    public void close() {
        all.forEach(Instance::close);
    }
}
