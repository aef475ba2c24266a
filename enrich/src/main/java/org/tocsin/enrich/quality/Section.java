package org.tocsin.enrich.quality;

import java.io.IOException;
import java.util.List;

/** One thing that is measured: a heading of the quality page. */
public interface Section {
    /** The word by which the command line names it, lower case: {@code language}. */
    String name();

    /** The heading: {@code Language}. */
    String title();

    /** What is measured, on which files and how, in Markdown; stands below the heading. */
    String about();

    /**
     * Measures.
     *
     * @param data where the labelled files are; asking it for an absent one ends the section with a message
     * @param progress told of every item that is done
     * @throws IOException when a file cannot be read
     */
    List<Table> measure(DataFolder data, Progress progress) throws IOException;
}
