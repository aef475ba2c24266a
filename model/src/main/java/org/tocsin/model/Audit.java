package org.tocsin.model;

import java.time.Instant;

/**
 * A change that someone asked for over HTTP.
 *
 * @param who name of the token, {@code local} for a request on the loopback address
 * @param status what it was answered with
 * @param address that it came from
 */
public record Audit(Instant at, String who, String method, String path, int status, String address) {}
