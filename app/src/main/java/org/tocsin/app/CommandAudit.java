package org.tocsin.app;

import java.time.Instant;
import org.tocsin.model.Audit;

/** What the audit says of changes by commands. */
final class CommandAudit {
    private CommandAudit() {}

    /** That the user of this process has just done {@code command} to {@code about}. */
    static Audit of(String command, String about) {
        return new Audit(
                Instant.now(), "command line:" + System.getProperty("user.name", ""), "", command, 0, "", about);
    }
}
