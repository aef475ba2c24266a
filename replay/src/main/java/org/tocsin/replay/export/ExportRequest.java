package org.tocsin.replay.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.tocsin.replay.Replay;

/**
 * What is to be exported.
 *
 * @param from inclusive; of alerts the time of their making counts
 * @param to exclusive
 * @param query in its canonical spelling, empty for all; chooses among articles
 * @param allRevisions every revision, else of each article the latest of the range
 */
public record ExportRequest(
        List<Kind> of, Instant from, Instant to, Replay.By by, String query, boolean allRevisions, Format format) {
    /** What is exported, each into a folder of that name. */
    public enum Kind {
        articles,
        alerts
    }

    /** The form of the files. */
    public enum Format {
        ndjson,
        csv,
        parquet
    }

    public ExportRequest {
        of = of.stream().distinct().sorted().toList();
        if (of.isEmpty()) {
            throw new IllegalArgumentException("nothing is to be exported; name articles, alerts or both");
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("the range is empty: it begins at " + from + " and ends before " + to);
        }
    }

    @JsonIgnore
    boolean has(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }
}
