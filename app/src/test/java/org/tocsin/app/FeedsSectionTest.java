package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tocsin.app.feedquality.FeedsSection;
import org.tocsin.enrich.quality.DataFolder;
import org.tocsin.enrich.quality.Progress;
import org.tocsin.enrich.quality.Table;

/** What {@code tocsin quality feeds} measures is what was promised of feeds. */
final class FeedsSectionTest {
    private static final Path DATA = Path.of("../../shared/data");

    /** Corpora of files with faults, of which nine tenths are enough; of all others each file has to pass. */
    private static final Set<String> FAULTY =
            Set.of("feedparser illformed", "feedparser encoding", "feedparser entities");

    @Test
    void everyWellFormedFileAndNineTenthsOfTheOthersGiveWhatTheySay() throws IOException {
        assumeTrue(Files.isDirectory(DATA.resolve("feeds")), "the feed files of ../shared/data are absent");

        Table files = new FeedsSection()
                .measure(new DataFolder(DATA), Progress.SILENT)
                .getFirst();

        assertThat(files.rows()).hasSizeGreaterThan(8);
        int faulty = 0;
        int passedOfFaulty = 0;
        for (var row : files.rows()) {
            int passed = Integer.parseInt(row.get(2));
            int failed = Integer.parseInt(row.get(3));
            if (FAULTY.contains(row.getFirst())) {
                faulty += passed + failed;
                passedOfFaulty += passed;
            } else {
                assertThat(failed).as("failed of " + row.getFirst()).isZero();
            }
        }
        assertThat(passedOfFaulty).isGreaterThanOrEqualTo(faulty * 9 / 10);
    }
}
