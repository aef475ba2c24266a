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
 * @param query in its canonical spelling, empty for all; chooses among articles, and so goes with no alerts
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
        if (!query.isEmpty() && of.contains(Kind.alerts)) {
            throw new IllegalArgumentException(
                    "a query chooses among articles; export alerts by themselves, without one");
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("the range is empty: it begins at " + from + " and ends before " + to);
        }
    }

    /** What is exported unless told: everything, of a query the articles that it chooses. */
    public static List<Kind> kinds(String query) {
        return query.isEmpty() ? List.of(Kind.values()) : List.of(Kind.articles);
    }

    @JsonIgnore
    boolean has(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }
}
