package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How Compose is called on this machine. */
final class Compose {
    private Compose() {}

    /** The words that call it, none where it is not installed. */
    static List<String> command() throws InterruptedException {
        for (List<String> command : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            List<String> asked = new ArrayList<>(command);
            asked.add("version");
            try {
                Process process = new ProcessBuilder(asked)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return command;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(command.getFirst());
            }
        }
        return List.of();
    }
}
