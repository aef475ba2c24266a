package org.tocsin.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Readers of a stream at one message a second: processor time of the server, and how late the readers have it. The server is
 * a process of its own, the readers are one thread of this one.
 */
@Command(
        name = "streams",
        mixinStandardHelpOptions = true,
        description = "Readers of server-sent events at one message a second, beside a bare Jetty.")
final class StreamBench implements Callable<Integer> {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Option(names = "--readers", description = "Open streams (default: 10000).")
    private int readers = 10_000;

    @Option(names = "--seconds", description = "Seconds that are measured (default: 30).")
    private int seconds = 30;

    @Override
    public Integer call() throws Exception {
        double jetty = measure("jetty");
        double tocsin = measure("tocsin");
        System.out.printf(Locale.ROOT, "tocsin takes %.2f times the processor time of a bare Jetty%n", tocsin / jetty);
        return 0;
    }

    /** Processor time of the server by time, in cores. */
    private double measure(String kind) throws Exception {
        Process server = StreamServer.start(kind);
        List<SocketChannel> channels = new ArrayList<>();
        try (Selector selector = Selector.open();
                BufferedReader said =
                        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(String.valueOf(said.readLine()));
            for (int i = 0; i < readers; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.write(ByteBuffer.wrap(REQUEST));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                channels.add(channel);
            }
            Reading warm = new Reading();
            warm.read(selector, Duration.ofSeconds(10));
            Duration before = used(server);
            long start = System.nanoTime();
            Reading reading = new Reading();
            reading.read(selector, Duration.ofSeconds(seconds));
            double cores = used(server).minus(before).toNanos() / (double) (System.nanoTime() - start);
            System.out.printf(
                    Locale.ROOT,
                    "%-6s  %d readers  %d of %d messages  %.2f cores  late: median %d ms, 99 %% %d ms, last %d ms%n",
                    kind,
                    readers,
                    reading.messages,
                    (long) readers * seconds,
                    cores,
                    reading.late(0.5),
                    reading.late(0.99),
                    reading.late(1));
            return cores;
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
            server.destroyForcibly().waitFor();
        }
    }

    private static Duration used(Process process) {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    /** What came, and how long after the full second at which it was sent. */
    private static final class Reading {
        private final int[] lateness = new int[1_000];
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        private long messages;

        /** Reads until nine tenths after a full second, when the messages of that second have long come. */
        void read(Selector selector, Duration time) throws IOException {
            long now = System.currentTimeMillis();
            long end = now - now % 1_000 + 900 + time.toMillis();
            while (System.currentTimeMillis() < end) {
                selector.select(this::take, Math.max(1, end - System.currentTimeMillis()));
            }
        }

        private void take(SelectionKey key) {
            try {
                buffer.clear();
                int length = ((SocketChannel) key.channel()).read(buffer);
                if (length < 0) {
                    key.cancel();
                }
                for (int i = 0; i < length; i++) {
                    if (buffer.get(i) == StreamServer.MARK) {
                        messages++;
                        lateness[(int) (System.currentTimeMillis() % 1_000)]++;
                    }
                }
            } catch (IOException e) {
                key.cancel();
            }
        }

        long late(double share) {
            long seen = 0;
            for (int i = 0; i < lateness.length; i++) {
                seen += lateness[i];
                if (seen >= share * messages) {
                    return i;
                }
            }
            return -1;
        }
    }
}
