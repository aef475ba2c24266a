package org.tocsin.replay.export;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an export holds and where it came from; the last file to be written. The same request over the same offsets gives
 * the same bytes.
 *
 * @param form of the export, raised when files come to look different
 * @param ranges offsets read of each topic by partition, begin inclusive and end exclusive
 * @param knowledge how many articles were tagged with each version of knowledge
 * @param rows by kind
 * @param unreadable records left out because they could not be read
 * @param removed records that the log no longer had
 * @param missing enriched articles that were not there though later ones were, as if segments of the log were lost
 */
public record Manifest(
        int form,
        ExportRequest request,
        Map<String, Map<Integer, Offsets>> ranges,
        Map<String, Long> knowledge,
        Map<String, Long> rows,
        long unreadable,
        long removed,
        long missing,
        List<DayFile> files) {
    /** Name of its file. */
    public static final String NAME = "manifest.json";

    /** From this form on files of Parquet say which stories have become part of an article's. */
    public static final int FORM_WITH_MERGES = 3;

    static final int FORM = 3;

    public Manifest {
        ranges = new TreeMap<>(ranges);
        knowledge = new TreeMap<>(knowledge);
        rows = new TreeMap<>(rows);
        files = List.copyOf(files);
    }

    /** A range of a partition. */
    public record Offsets(long from, long to) {}

    /**
     * One file, its path relative to the export.
     *
     * @param knowledge how many of its articles were tagged with each version
     */
    public record DayFile(String path, long rows, long bytes, String sha256, Map<String, Long> knowledge) {
        public DayFile {
            knowledge = knowledge == null ? Map.of() : new TreeMap<>(knowledge);
        }
    }
}
