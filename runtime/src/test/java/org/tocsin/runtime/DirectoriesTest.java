package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.runtime.access.Scope;
import org.tocsin.runtime.access.Tokens;

final class DirectoriesTest {
    @TempDir
    private Path directory;

    /** Only root can give a directory away; whoever else runs the test has it as their own. */
    @Test
    void refusesRootWhatBelongsToSomebodyElse() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        assertThatCode(() -> Directories.requireOwn(data)).doesNotThrowAnyException();
        if (!"root".equals(System.getProperty("user.name"))) {
            return;
        }
        Files.setOwner(
                data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

        assertThatThrownBy(() -> DataDirectory.open(data))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("belongs to nobody")
                .hasMessageContaining("runuser -u nobody -- tocsin");
        assertThatThrownBy(() -> new Tokens(data, "").create("prometheus", Set.of(Scope.READ), Instant.EPOCH))
                .isInstanceOf(Refusal.class);
    }
}
