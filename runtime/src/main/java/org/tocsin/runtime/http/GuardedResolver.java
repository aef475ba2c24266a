package org.tocsin.runtime.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Gives the connection the addresses it may be opened to, and no other: what is judged here is what the socket gets.
 * Look-ups run on a few threads of their own, since a slow one would hold up every virtual thread of the processor it is on.
 */
final class GuardedResolver implements DnsResolver, AutoCloseable {
    private static final int MAX_THREADS = 32;
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_ADDRESSES = 4;
    private static final int SECONDS = 10;

    /** The guard's no. */
    static final class RefusedException extends UnknownHostException {
        RefusedException(String message) {
            super(message);
        }
    }

    private final NameLookup names;
    private final List<Network> allowed;
    private final Set<Integer> ports;
    private final ThreadPoolExecutor lookups = new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("names-", 0).daemon().factory());

    GuardedResolver(NameLookup names, OutgoingSettings settings) {
        this.names = names;
        allowed = Network.all("allow-private", settings.allowPrivate());
        ports = settings.ports();
        lookups.allowCoreThreadTimeOut(true);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        List<InetSocketAddress> open = new ArrayList<>();
        String refusal = "";
        for (InetAddress address : lookup(host)) {
            Optional<String> why = refusal(host, port, address);
            if (why.isEmpty()) {
                open.add(new InetSocketAddress(address, port));
            } else {
                refusal = why.get();
            }
        }
        if (open.isEmpty()) {
            throw refusal.isEmpty() ? new UnknownHostException(host) : new RefusedException(refusal);
        }
        return open.size() > MAX_ADDRESSES ? open.subList(0, MAX_ADDRESSES) : open;
    }

    private Optional<String> refusal(String host, int port, InetAddress address) {
        if (allowed.stream().anyMatch(network -> network.contains(address))) {
            return Optional.empty();
        }
        String where = host.equals(address.getHostAddress()) ? host : host + " (" + address.getHostAddress() + ")";
        Optional<String> special = Network.special(address);
        if (special.isPresent()) {
            return Optional.of("%s is a %s address, not a public one; the setting allow-private can allow its network"
                    .formatted(where, special.get()));
        }
        return OutgoingSettings.USUAL_PORTS.contains(port) || ports.contains(port)
                ? Optional.empty()
                : Optional.of(
                        "port %d of %s is not among the ports that may be reached; the setting allow-ports can add it"
                                .formatted(port, host));
    }

    private InetAddress[] lookup(String host) throws UnknownHostException {
        try {
            Future<InetAddress[]> found = lookups.submit(() -> names.lookup(host));
            try {
                return found.get(SECONDS, TimeUnit.SECONDS);
            } finally {
                found.cancel(true);
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownHostException unknown ? unknown : new UnknownHostException(host);
        } catch (TimeoutException e) {
            throw new UnknownHostException(host + ": no answer within " + SECONDS + " s");
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException(host + ": too many names are being looked up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": interrupted");
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new UnknownHostException(host + ": only asked for together with a port");
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }

    /** The system's look-up. */
    static InetAddress[] system(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }
}
