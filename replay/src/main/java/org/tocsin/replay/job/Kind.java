package org.tocsin.replay.job;

import java.io.IOException;
import java.nio.file.Path;
import org.tocsin.replay.Replay;
import tools.jackson.databind.JsonNode;

/** A sort of job. */
interface Kind {
    /** Reads a request; {@link IllegalArgumentException} says what is wrong with it. */
    Work prepare(JsonNode request);

    /** What is to be done. Done again in the same folder it goes on, or begins anew, and ends the same. */
    interface Work {
        /** Answers what is remarkable, empty when nothing is. */
        String run(Path folder, Replay.Progress progress) throws IOException;
    }
}
