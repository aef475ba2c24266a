package org.tocsin.model;

import java.time.Instant;
import java.util.List;

/**
 * A file of a watched folder that was read. Of its inputs, accepted + rejected.
 *
 * @param path absolute
 * @param size in bytes
 * @param modified when the file was last written
 * @param batch id of the import, the key of what {@code tocsin.intake} tells of it
 * @param accepted inputs that went to the log; some may turn out to be repeats
 * @param rejected inputs that did not
 * @param reasons line, reason and message of the first of them
 */
public record FileImport(
        String path,
        long size,
        Instant modified,
        Instant read,
        String batch,
        long accepted,
        long rejected,
        List<String> reasons) {
    public FileImport {
        modified = modified == null ? Instant.EPOCH : modified;
        read = read == null ? Instant.EPOCH : read;
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
    }
}
