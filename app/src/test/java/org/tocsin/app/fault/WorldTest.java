package org.tocsin.app.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorldTest {
    @TempDir
    private Path directory;

    @Test
    void mountsNothingBeforeSomebodyHasItToClose() throws Exception {
        try (World world = new World(directory, false, true, List.of(Fault.DISK_FULL), 1)) {
            assertThat(world.roles()).hasSize(1);
            assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(directory.toString());
        }
    }

    @Test
    void countsTheAnswersToAStormThatAreNotThatASubscriptionIsMade() {
        assertThat(SubscriberStorm.of(number -> 201)).isEmpty();

        assertThat(SubscriberStorm.of(number -> switch (number) {
                    case 1, 500 -> 503;
                    case 999 -> throw new IOException("the connection was reset");
                    default -> 201;
                }))
                .containsExactly(
                        "2 subscriptions were answered 503",
                        "1 subscriptions were answered by no status: the connection was reset");
    }
}
