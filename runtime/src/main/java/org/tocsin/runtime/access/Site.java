package org.tocsin.runtime.access;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.Set;
import org.tocsin.runtime.http.TrustedProxies;

/**
 * Where a server stands.
 *
 * @param host address that it listens on
 * @param home address that browsers know it by, empty when there is none of its own
 * @param proxies what may stand in front of it and say who asks
 */
public record Site(String host, String home, TrustedProxies proxies) {
    /** Names of the address that is this machine alone. */
    static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    /** One that browsers know by the address that they ask, with nothing in front of it. */
    public static Site of(String host) {
        return new Site(host, "", TrustedProxies.NONE);
    }

    /** Whether nobody but whoever is at this machine can ask it: no proxy hands on to its loopback address what others ask. */
    boolean reachedByNobodyElse() {
        return LOOPBACK.contains(host) && proxies.equals(TrustedProxies.NONE);
    }

    /** The address that browsers know it by, without a slash at its end. */
    String homeOr(String asked) {
        return home.isEmpty() ? asked : home.replaceFirst("/$", "");
    }

    /** The address that a request comes from. */
    String client(Context context) {
        return proxies.client(
                String.valueOf(context.ip()), Collections.list(context.req().getHeaders("X-Forwarded-For")));
    }
}
