package org.tocsin.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the page's own JavaScript is written. */
final class PageSourceTest {
    private static final Path PAGE = Path.of("src/main/resources/org/tocsin/dashboard/page");

    /** Writes to a member whose name is computed, and what merges into an object that is there. */
    private static final Pattern POLLUTES =
            Pattern.compile("[\\w)\\]]\\[[^\\]]+]\\s*(?:=(?![=>])|[-+*/%&|^?<>]+=(?!=)|\\+\\+|--)"
                    + "|Object\\.assign\\b|__proto__|setPrototypeOf|definePropert|Reflect\\.set");

    /**
     * A member of an object is named in the source or given in a literal or by {@code Object.fromEntries}, which make it the
     * object's own: no name that came from outside reaches what all objects inherit.
     */
    @Test
    void setsNoMemberByANameThatCouldBeThePrototype() throws IOException {
        try (Stream<Path> files = Files.list(PAGE)) {
            List<Path> scripts =
                    files.filter(file -> file.toString().endsWith(".js")).toList();
            assertThat(scripts).hasSizeGreaterThan(10);
            for (Path script : scripts) {
                assertThat(POLLUTES.matcher(Files.readString(script)).results().map(found -> found.group()))
                        .as(script.toString())
                        .isEmpty();
            }
        }
    }
}
