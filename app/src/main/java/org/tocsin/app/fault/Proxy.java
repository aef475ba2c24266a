package org.tocsin.app.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between one role and the broker on the loopback address and spoils their TCP connections. There is no fault of
 * reordering or of single lost packets: TCP hides both, and what a program sees of them is delay and dead connections.
 */
final class Proxy implements AutoCloseable {
    /** What happens to what is sent. */
    enum Mode {
        /** It goes through. */
        OPEN,
        /** Connections break and new ones are refused. */
        CUT,
        /** Every piece comes up to 400 ms late. */
        SLOW,
        /** Connections stay open, nothing comes through, and nobody is told: a cable that was pulled. */
        SILENT
    }

    private static final int PIECE = 1 << 16;
    private static final int LATE_MILLIS = 200;

    private final ServerSocket server;
    private final int broker;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.OPEN;
    private volatile boolean closed;

    /** Listens on any free port; what comes goes to {@code broker} of this machine. */
    Proxy(int broker) throws IOException {
        this.broker = broker;
        server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().name("proxy").daemon().start(this::listen);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Connections that were silent or are cut are broken off, since what they lost cannot be made up for. */
    void mode(Mode next) {
        Mode before = mode;
        mode = next;
        if (next == Mode.CUT || before == Mode.SILENT) {
            open.forEach(Proxy::end);
        }
    }

    private void listen() {
        while (!closed) {
            try {
                accept(server.accept());
            } catch (IOException e) {
                // the proxy is closed, or the other side went away before it was greeted
            }
        }
    }

    private void accept(Socket client) {
        if (mode == Mode.CUT) {
            end(client);
            return;
        }
        open.add(client);
        Socket onward = new Socket();
        open.add(onward);
        try {
            onward.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker), 1_000);
            client.setTcpNoDelay(true);
            onward.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> carry(client, onward));
            Thread.ofVirtual().start(() -> carry(onward, client));
        } catch (IOException e) {
            end(client);
            end(onward);
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        boolean lost = false;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                Mode now = mode;
                if (now == Mode.SLOW) {
                    LockSupport.parkNanos((LATE_MILLIS + length % LATE_MILLIS) * 1_000_000L);
                }
                if (now == Mode.SILENT || now == Mode.CUT) {
                    lost = true;
                } else if (lost) {
                    // what comes after a hole is nothing that anyone could understand
                    break;
                } else {
                    out.write(piece, 0, length);
                }
            }
        } catch (IOException e) {
            // one side is gone; the other is told below
        }
        end(from);
        end(to);
        open.remove(from);
        open.remove(to);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        open.forEach(Proxy::end);
    }
}
