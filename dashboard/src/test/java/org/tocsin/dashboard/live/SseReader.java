package org.tocsin.dashboard.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One reader of a stream; its socket takes little at once, so that one that does not read is noticed soon. */
public final class SseReader implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;
    private String id = "";
    private String data = "";

    /** Opens a stream; what comes from then on is not missed. */
    public SseReader(int port, String path, String lastId) throws IOException {
        socket.setReceiveBufferSize(8 * 1024);
        socket.setSoTimeout(90_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.0\r\n" + (lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n")
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        while (!line().equals(": open")) {
            // the headers
        }
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the stream has ended");
        }
        if (line.startsWith("id: ")) {
            id = line.substring(4);
        }
        return line;
    }

    /** The id of the last event. */
    public String id() {
        return id;
    }

    /** The data of the last event that {@link #event} gave. */
    public String data() {
        return data;
    }

    /** The next event as {@code name offset}, with the offset of the log that its id says first. */
    public String event() throws IOException {
        while (true) {
            String line = line();
            if (line.startsWith("event: ") && !line.endsWith(" place")) {
                long next = Long.parseLong(id.replaceFirst("\\..*", ""));
                StringBuilder lines = new StringBuilder();
                for (String more = line(); !more.isEmpty(); more = line()) {
                    lines.append(more.replaceFirst("^data: ", ""));
                }
                data = lines.toString();
                return line.substring(7) + " " + (next - 1);
            }
        }
    }

    /** The id of the next event {@code place}. */
    public String place() throws IOException {
        while (!line().equals("event: place")) {
            // what stands before it
        }
        return id;
    }

    public List<String> events(int number) throws IOException {
        List<String> events = new ArrayList<>();
        while (events.size() < number) {
            events.add(event());
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
