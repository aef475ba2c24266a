package org.tocsin.runtime;

import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reads on, after the answer, what a request still carries, and drops it. A connection that is closed on bytes which nobody has
 * read is reset, and whoever still sends them loses the answer (RFC 9112, section 9.6); one that has read them goes on. No thread
 * waits meanwhile. Up to {@link #MOST} bytes are read for {@link #PATIENCE}; whoever sends more, or longer, is cut off, and whoever
 * sends nothing when the connection has been idle for as long as the server lets it.
 */
final class LateBody extends Handler.Wrapper {
    static final long MOST = 16 << 20;
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Duration patience;

    LateBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean alone = request.getConnectionMetaData().getHttpVersion().compareTo(HttpVersion.HTTP_2) < 0;
        if (!alone || request.getLength() == 0) {
            return super.handle(request, response, callback);
        }
        return super.handle(new Patient(request), response, new Callback.Nested(callback) {
            @Override
            public void succeeded() {
                // nobody sends what waits for leave that was not given
                if (request.getHeaders().contains(HttpHeader.EXPECT) && Request.getContentBytesRead(request) == 0) {
                    super.succeeded();
                } else {
                    new Rest(request, patience, super::succeeded).run();
                }
            }
        });
    }

    /** One whose rest is not given up at the end of the answer, and does not end the connection. */
    private static final class Patient extends Request.Wrapper {
        Patient(Request request) {
            super(request);
        }

        @Override
        public boolean consumeAvailable() {
            return true;
        }
    }

    /** Runs whenever something has come, until all has. */
    private static final class Rest implements Runnable {
        private final Request request;
        private final Runnable done;
        private final long end;
        private long read;

        Rest(Request request, Duration patience, Runnable done) {
            this.request = request;
            end = System.nanoTime() + patience.toNanos();
            this.done = done;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                read += chunk.remaining();
                chunk.release();
                if (chunk.isLast() || Content.Chunk.isFailure(chunk) || read > MOST || System.nanoTime() > end) {
                    done.run();
                    return;
                }
            }
        }
    }
}
