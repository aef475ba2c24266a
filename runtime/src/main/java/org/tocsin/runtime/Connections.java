package org.tocsin.runtime;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Bounds on connections to the HTTP server. There are fewer of them than files that the process may open, since a broker in the
 * same process dies without; more wait until one is closed. One on which nobody has asked for anything for {@link #PATIENCE}
 * is closed, however busily a request trickles in, and so is a body slower than {@link #LEAST_BYTES_A_SECOND}. What comes of a
 * body after the answer is dropped ({@link LateBody}).
 */
final class Connections implements HttpConfiguration.Customizer {
    /** From the opening of a connection, or the end of its last request, to the last header of the next. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int LEAST_BYTES_A_SECOND = 200;

    /** Files that are left to the broker, its clients, stores and archives. */
    private static final long KEPT = 8_192;

    private final int most;
    private final Duration patience;

    /** Requests that a connection is at work on, and when it last ended one. */
    private static final class Work {
        private final AtomicInteger open = new AtomicInteger();
        private volatile long idleSince = System.nanoTime();
    }

    private final Map<Connection, Work> works = new ConcurrentHashMap<>();

    Connections() {
        this(most(), PATIENCE);
    }

    /** @param most connections at a time */
    Connections(int most, Duration patience) {
        this.most = most;
        this.patience = patience;
    }

    /** Puts the bounds onto a server that is not started yet. Its requests are to pass {@link #customize}. */
    void bind(Server server) {
        server.addBean(new NetworkConnectionLimit(most, server));
        server.insertHandler(new LateBody(LateBody.PATIENCE));
        server.insertHandler(new MinimumDataRateHandler(LEAST_BYTES_A_SECOND, 0));
        server.addBean(new AbstractLifeCycle() {
            @Override
            protected void doStart() {
                look(server);
            }
        });
    }

    /** Half of the files that the process may open, or more where {@link #KEPT} are left all the same. */
    static int most() {
        return most(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : 2 * KEPT);
    }

    static int most(long files) {
        return Math.clamp(Math.max(files / 2, files - KEPT), 16, 100_000);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        Work work = works.computeIfAbsent(request.getConnectionMetaData().getConnection(), connection -> new Work());
        work.open.incrementAndGet();
        Request.addCompletionListener(request, failure -> {
            work.idleSince = System.nanoTime();
            work.open.decrementAndGet();
        });
        return request;
    }

    private void look(Server server) {
        if (server.isStopping() || server.isStopped()) {
            return;
        }
        works.keySet().removeIf(connection -> !connection.getEndPoint().isOpen());
        long now = System.nanoTime();
        for (Connector connector : server.getConnectors()) {
            for (EndPoint end : connector.getConnectedEndPoints()) {
                if (idle(end, now) > patience.toNanos()) {
                    end.close();
                }
            }
        }
        var _ = server.getScheduler().schedule(() -> look(server), patience.toMillis() / 6, TimeUnit.MILLISECONDS);
    }

    /** Nanoseconds for which nothing was asked for, 0 while an answer is on its way. */
    private long idle(EndPoint end, long now) {
        Connection connection = end.getConnection();
        if (connection instanceof SslConnection tls) {
            connection = tls.getSslEndPoint().getConnection();
        }
        Work work = connection == null ? null : works.get(connection);
        if (work == null) {
            return (System.currentTimeMillis() - end.getCreatedTimeStamp()) * 1_000_000;
        }
        return work.open.get() > 0 ? 0 : now - work.idleSince;
    }
}
