package org.tocsin.runtime.http;

import java.util.List;
import java.util.Set;
import org.tocsin.runtime.Refusal;

/**
 * What an operator may say about outgoing requests.
 *
 * @param allowPrivate networks in CIDR form that may be reached, on any port, though they are not public
 * @param ports ports that may be reached besides 80, 443, 8080 and 8443
 * @param contact page or mail address that the User-Agent names, empty for none
 */
public record OutgoingSettings(List<String> allowPrivate, Set<Integer> ports, String contact) {
    /** Ports that may always be reached. */
    public static final Set<Integer> USUAL_PORTS = Set.of(80, 443, 8080, 8443);

    /** Nothing beyond the public network. */
    public static final OutgoingSettings NONE = new OutgoingSettings(List.of(), Set.of(), "");

    /** Every network: only for addresses that no stranger wrote, such as that of the own instance. */
    public static final OutgoingSettings ANYWHERE = new OutgoingSettings(List.of("0.0.0.0/0", "::/0"), Set.of(), "");

    public OutgoingSettings {
        allowPrivate = List.copyOf(allowPrivate);
        ports = Set.copyOf(ports);
        var _ = Network.all("allow-private", allowPrivate);
        for (int port : ports) {
            if (port < 1 || port > 65_535) {
                throw new Refusal(
                        "setting allow-ports: %d is refused; a port is a number from 1 to 65535".formatted(port));
            }
        }
        if (!contact.matches("[\\x21-\\x7e&&[^()]]*")) {
            throw new Refusal("setting contact: %s is refused; it must be one page or mail address".formatted(contact));
        }
    }

    /** The truthful name that every request bears. */
    public String userAgent() {
        return contact.isEmpty() ? "Tocsin/0.1 (self-hosted news monitor)" : "Tocsin/0.1 (+" + contact + ")";
    }
}
