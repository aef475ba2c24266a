package org.tocsin.runtime.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tocsin.runtime.Refusal;

/**
 * A range of addresses.
 *
 * <p>{@link #SPECIAL} follows the IANA registries of special-purpose IPv4 and IPv6 addresses (RFC 6890 and its updates). An
 * IPv4 address mapped into IPv6 is an IPv4 address to Java before it gets here; the forms that carry one through a gateway
 * (NAT64, 6to4, Teredo) are refused whatever they carry.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Network(byte[] prefix, int bits, String name) {
    private static final List<Network> SPECIAL = Stream.of(
                    "0.0.0.0/8 unspecified",
                    "10.0.0.0/8 private",
                    "100.64.0.0/10 carrier-grade NAT",
                    "127.0.0.0/8 loopback",
                    "169.254.0.0/16 link-local",
                    "172.16.0.0/12 private",
                    "192.0.0.0/24 protocol",
                    "192.0.2.0/24 documentation",
                    "192.88.99.0/24 6to4 relay",
                    "192.168.0.0/16 private",
                    "198.18.0.0/15 benchmark",
                    "198.51.100.0/24 documentation",
                    "203.0.113.0/24 documentation",
                    "224.0.0.0/4 multicast",
                    "240.0.0.0/4 reserved",
                    "::1/128 loopback",
                    "::/128 unspecified",
                    "64:ff9b::/96 NAT64",
                    "64:ff9b:1::/48 local NAT64",
                    "fc00::/7 unique local",
                    "fe80::/10 link-local",
                    "ff00::/8 multicast",
                    "2001::/32 Teredo",
                    "2001::/23 protocol",
                    "2001:db8::/32 documentation",
                    "2002::/16 6to4",
                    "3fff::/20 documentation")
            .map(line -> parse(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)))
            .toList();
    private static final Network GLOBAL_IPV6 = parse("2000::/3", "global");

    /** Those of a setting; {@link Refusal} that names it and what is no network. */
    static List<Network> all(String setting, List<String> texts) {
        List<Network> all = new ArrayList<>();
        for (String text : texts) {
            try {
                all.add(parse(text, text));
            } catch (IllegalArgumentException e) {
                throw new Refusal(
                        "setting %s: %s is refused; it must be a list of networks such as".formatted(setting, text)
                                + " 127.0.0.0/8,::1/128,10.1.0.0/16",
                        e);
            }
        }
        return List.copyOf(all);
    }

    private static Network parse(String text, String name) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length != 2
                || !parts[0].matches("[0-9a-fA-F:.]*[:.][0-9a-fA-F:.]*")
                || !parts[1].matches("\\d{1,3}")) {
            throw new IllegalArgumentException(text);
        }
        try {
            byte[] prefix = InetAddress.getByName(parts[0]).getAddress();
            int bits = Integer.parseInt(parts[1]);
            if (bits > prefix.length * 8) {
                throw new IllegalArgumentException(text);
            }
            return new Network(prefix, bits, name);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** What makes {@code address} no public one. */
    static Optional<String> special(InetAddress address) {
        Optional<String> known = SPECIAL.stream()
                .filter(network -> network.contains(address))
                .map(Network::name)
                .findFirst();
        boolean unassigned = address.getAddress().length == 16 && !GLOBAL_IPV6.contains(address);
        return known.isEmpty() && unassigned ? Optional.of("reserved") : known;
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((other[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }
}
