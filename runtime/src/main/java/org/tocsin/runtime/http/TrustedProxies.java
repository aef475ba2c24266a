package org.tocsin.runtime.http;

import java.net.InetAddress;
import java.util.List;
import org.tocsin.runtime.Refusal;

/**
 * Reverse proxies whose word about where a request comes from is taken. Each proxy puts the address that it was called from
 * behind what {@code X-Forwarded-For} says already, so the last that is no trusted proxy's is the client's; whatever stands before it
 * the client may have invented.
 */
public final class TrustedProxies {
    /** Every request comes from where its connection does. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    /** {@link Refusal} for what is no network such as {@code 10.1.0.0/16}. */
    public static TrustedProxies of(List<String> networks) {
        return networks.isEmpty() ? NONE : new TrustedProxies(Network.all("trusted-proxies", networks));
    }

    /**
     * The address of who asks.
     *
     * @param peer address that the connection comes from
     * @param forwarded values of {@code X-Forwarded-For} in their order
     */
    public String client(String peer, List<String> forwarded) {
        String client = peer;
        List<String> hops = forwarded.stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .toList();
        for (String hop : hops.reversed()) {
            if (!trusts(client)) {
                break;
            }
            try {
                client = InetAddress.ofLiteral(bare(hop.strip())).getHostAddress();
            } catch (IllegalArgumentException e) {
                // the last of whom anything is known
                break;
            }
        }
        return client;
    }

    private boolean trusts(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        try {
            InetAddress parsed = InetAddress.ofLiteral(bare(address));
            return networks.stream().anyMatch(network -> network.contains(parsed));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Without brackets and port. */
    private static String bare(String hop) {
        if (hop.startsWith("[")) {
            return hop.substring(1, Math.max(1, hop.indexOf(']')));
        }
        return hop.matches("[^:]*:\\d+") ? hop.substring(0, hop.indexOf(':')) : hop;
    }
}
