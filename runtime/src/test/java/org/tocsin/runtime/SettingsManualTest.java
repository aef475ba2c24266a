package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The manual lists every setting with the default that the program takes, and no other. */
final class SettingsManualTest {
    private static final Path MANUAL =
            Path.of("").toAbsolutePath().resolve("../docs/operating.md").normalize();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*) \\| ([^|]*) \\| [^|]* \\|$");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern DEFAULT = Pattern.compile("`([^`]+)`|\\bempty\\b");

    @Test
    void theTableOfSettingsIsWhatTheProgramTakes() throws IOException {
        String table = Files.readString(MANUAL)
                .split("\\| setting \\| default \\| rule \\|\n", 2)[1]
                .split("\n\n", 2)[0];

        Map<String, String> told = new TreeMap<>();
        for (Matcher row = ROW.matcher(table); row.find(); ) {
            List<String> names = NAME.matcher(row.group(1))
                    .results()
                    .map(name -> name.group(1))
                    .toList();
            List<String> defaults = DEFAULT.matcher(row.group(2))
                    .results()
                    .map(value -> value.group(1) == null ? "" : value.group(1))
                    .toList();
            // one default may stand for all names of a row
            assertThat(defaults.size()).as(row.group()).isIn(1, names.size());
            for (int i = 0; i < names.size(); i++) {
                assertThat(told.put(names.get(i), defaults.get(defaults.size() == 1 ? 0 : i)))
                        .as("%s stands twice", names.get(i))
                        .isNull();
            }
        }

        assertThat(told).containsExactlyInAnyOrderEntriesOf(Settings.DEFAULTS);
    }

    @Test
    void theVariablesOfTheLauncherAreToldToo() throws IOException {
        assertThat(Files.readString(MANUAL))
                .contains(Settings.LAUNCHER.stream().map(name -> "`" + name).toList());
    }
}
