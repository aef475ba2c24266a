package org.tocsin.model;

import java.time.Instant;
import java.util.Objects;

/**
 * A change that someone asked for over HTTP or on the command line, made or refused.
 *
 * @param who name of the token or the person; {@code local} for a request on the loopback address, {@code link} for one by the
 *     link of a mail, {@code unknown} for one without a token that is known, {@code command line:USER} for a command
 * @param method of HTTP, empty for a command
 * @param path of the request, or the command
 * @param status what the request was answered with, 0 for a command
 * @param address that the request came from
 * @param about ids of what was made or changed where the path does not name it, by commas; of a login with a provider
 *     {@code sub:} and the subject, which the provider gives to nobody else, whatever the name
 */
public record Audit(Instant at, String who, String method, String path, int status, String address, String about) {
    public Audit {
        Objects.requireNonNull(path, "path");
        at = at == null ? Instant.EPOCH : at;
        who = who == null ? "" : who;
        method = method == null ? "" : method;
        address = address == null ? "" : address;
        about = about == null ? "" : about;
    }

    /** One whose path says it all. */
    public Audit(Instant at, String who, String method, String path, int status, String address) {
        this(at, who, method, path, status, address, "");
    }
}
