package org.tocsin.app.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for what is started again at the same port. */
final class Ports {
    /** Below those that Linux gives to outgoing connections, one of which could have it while its owner is down. */
    private static final int LOWEST = 12_000;

    private static final int BEYOND = 32_000;
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    static int free() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (java.net.BindException e) {
                // somebody has it
            }
        }
        throw new IOException("no port between " + LOWEST + " and " + BEYOND + " is free");
    }
}
