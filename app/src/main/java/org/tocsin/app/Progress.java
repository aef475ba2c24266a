package org.tocsin.app;

import java.util.LinkedHashMap;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import org.tocsin.replay.Replay;

/**
 * How far a long command is, on standard error: a bar on a terminal, else a line of JSON every second and at the end, which
 * says whether all was done.
 */
final class Progress implements Replay.Progress, AutoCloseable {
    private static final long SECOND = 1_000_000_000;

    private final String task;
    private final @Nullable ProgressBar bar;
    private long said = System.nanoTime();
    private long done;
    private long all;
    private boolean begun;

    Progress(String task) {
        this.task = task;
        bar = IngestCommand.terminal() ? IngestCommand.bar(task) : null;
    }

    @Override
    public void read(long done, long all) {
        this.done = done;
        this.all = all;
        begun = true;
        if (bar != null) {
            bar.maxHint(all);
            bar.stepTo(done);
        } else if (System.nanoTime() - said > SECOND) {
            say(false);
        }
    }

    private void say(boolean finished) {
        said = System.nanoTime();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("task", task);
        line.put("done", done);
        line.put("all", all);
        line.put("finished", finished);
        System.err.println(Json.line(line));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        } else if (begun) {
            say(done >= all);
        }
    }
}
