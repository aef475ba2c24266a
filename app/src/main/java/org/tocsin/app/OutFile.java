package org.tocsin.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tocsin.runtime.Refusal;

/** A file that a command writes at its end. */
final class OutFile {
    private OutFile() {}

    /** {@link Refusal} when it could not be written, so that nobody waits in vain; null is none. */
    static void check(@Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new Refusal(file + " is a folder; name a file");
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new Refusal(file + " cannot be written: there is no folder " + folder);
        }
        if (!Files.isWritable(Files.exists(file) || folder == null ? file : folder)) {
            throw new Refusal(file + " cannot be written: permission denied");
        }
    }
}
