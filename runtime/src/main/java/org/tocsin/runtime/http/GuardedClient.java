package org.tocsin.runtime.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the outside, guarded as the package describes. Blocks; meant for virtual threads. Thread-safe, one per
 * process is enough: it keeps up to {@value #MAX_PER_HOST} connections to a host and {@value #MAX_CONNECTIONS} in all open
 * for use again.
 */
public final class GuardedClient implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 2_000;
    private static final int MAX_PER_HOST = 256;
    private static final int MAX_HEADER_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 200;

    /** Headers that may follow a redirect to another host: nothing that identifies anyone. */
    private static final Set<String> FOR_ANYONE =
            Set.of("accept", "accept-language", "if-none-match", "if-modified-since", "content-type");

    private final GuardedResolver resolver;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient http;
    private final HostTurns turns = new HostTurns();
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("http-deadlines").daemon().factory());
    private final String userAgent;

    public GuardedClient(OutgoingSettings settings) {
        this(settings, GuardedResolver::system);
    }

    /** A client that looks names up with {@code names}. */
    public GuardedClient(OutgoingSettings settings, NameLookup names) {
        userAgent = settings.userAgent();
        resolver = new GuardedResolver(names, settings);
        deadlines.setRemoveOnCancelPolicy(true);
        connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_PER_HOST)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MAX_HEADER_LINE)
                                .setMaxHeaderCount(MAX_HEADERS)
                                .build())
                        .build())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofSeconds(10))
                        .setSocketTimeout(Timeout.ofSeconds(30))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .setIdleTimeout(Timeout.ofSeconds(30))
                        .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                        .build())
                .build();
        http = HttpClients.custom()
                .setConnectionManager(connections)
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .build();
    }

    /**
     * Why no request to {@code url} would be sent, by the addresses that its host has now; empty when one would be. A name
     * that has no address now is not refused.
     */
    public Optional<String> refusal(WebUrl url) {
        try {
            var _ = resolver.resolve(url.host().replaceAll("[\\[\\]]", ""), url.port());
            return Optional.empty();
        } catch (GuardedResolver.RefusedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Sends {@code request} and follows its redirects. */
    public Answer send(Request request) {
        long deadline = System.nanoTime() + request.limits().total().toNanos();
        Request next = request;
        WebUrl moved = null;
        boolean permanent = true;
        Set<WebUrl> seen = new java.util.HashSet<>();
        for (int hops = 0; ; hops++) {
            Answer answer;
            try (HostTurns.Turn turn = turn(next, deadline)) {
                if (turn == null) {
                    return new Answer.Failed(
                            Answer.Reason.TIME,
                            "%s was busy for %s".formatted(next.url().host(), seconds(next)));
                }
                deadline += turn.paused();
                answer = exchange(next, moved, deadline);
            }
            if (!(answer instanceof Answer.Received received)
                    || !redirects(received.status())
                    || received.header("location").isEmpty()
                    || request.limits().redirects() == 0) {
                return answer;
            }
            if (hops == request.limits().redirects()) {
                return new Answer.Failed(
                        Answer.Reason.REDIRECT,
                        "more than %d redirects, the last to %s"
                                .formatted(hops, WebUrl.shown(received.header("location"))));
            }
            WebUrl to;
            try {
                to = next.url().resolve(received.header("location"));
            } catch (IllegalArgumentException e) {
                return new Answer.Failed(
                        Answer.Reason.REFUSED, "redirected to an address that is refused: " + e.getMessage());
            }
            seen.add(next.url());
            if (seen.contains(to)) {
                return new Answer.Failed(Answer.Reason.REDIRECT, "redirected in a loop to " + to.anonymous());
            }
            permanent &= received.status() == 301 || received.status() == 308;
            moved = permanent ? to : moved;
            next = redirected(next, to, received.status());
        }
    }

    private static boolean redirects(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static Request redirected(Request from, WebUrl to, int status) {
        boolean repeat = status == 307 || status == 308 || !from.method().hasBody();
        Map<String, String> headers = new LinkedHashMap<>(from.headers());
        if (!from.url().trusts(to)) {
            headers.keySet().retainAll(FOR_ANYONE);
        }
        if (!repeat) {
            headers.remove("content-type");
        }
        return new Request(
                repeat ? from.method() : Request.Method.GET,
                to,
                headers,
                repeat ? from.body() : new byte[0],
                from.limits(),
                from.hostDelay());
    }

    private HostTurns.@Nullable Turn turn(Request request, long deadline) {
        Duration delay = request.hostDelay();
        return delay == null ? HostTurns.ANY_TIME : turns.take(request.url().host(), delay, deadline);
    }

    private Answer exchange(Request request, @Nullable WebUrl moved, long deadline) {
        WebUrl url = request.url();
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return new Answer.Failed(Answer.Reason.TIME, "no full answer within " + seconds(request));
        }
        HttpUriRequestBase message = message(request, left);
        ScheduledFuture<?> watch = deadlines.schedule(message::cancel, left, TimeUnit.NANOSECONDS);
        HttpHost host = new HttpHost(url.scheme(), url.host(), url.hasDefaultPort() ? -1 : url.port());
        try (ClassicHttpResponse response = open(host, request, message)) {
            Map<String, List<String>> headers = headers(response);
            HttpEntity entity = response.getEntity();
            BodyReader.Body body = entity == null
                    ? new BodyReader.Body(new byte[0], false)
                    : new BodyReader(entity.getContent(), request.limits()).read(encodings(headers));
            return new Answer.Received(response.getCode(), url, moved, headers, body.bytes(), body.cut());
        } catch (IOException | RuntimeException e) {
            return message.isCancelled()
                    ? new Answer.Failed(Answer.Reason.TIME, "no full answer within " + seconds(request))
                    : failure(url, e);
        } finally {
            watch.cancel(false);
        }
    }

    /** A connection that the server closed while it lay ready is no answer; what may be asked twice is asked again. */
    private ClassicHttpResponse open(HttpHost host, Request request, HttpUriRequestBase message) throws IOException {
        HttpClientContext context = HttpClientContext.create();
        try {
            return http.executeOpen(host, message, context);
        } catch (NoHttpResponseException | SocketException e) {
            if (!repeatable(request)
                    || message.isCancelled()
                    || !(e instanceof NoHttpResponseException || answered(context))) {
                throw e;
            }
            // others that lie ready may be closed too
            connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
            return http.executeOpen(host, message, null);
        }
    }

    /** Whether the connection of an exchange has answered a request before. */
    private static boolean answered(HttpClientContext context) {
        EndpointDetails connection = context.getEndpointDetails();
        return connection != null && connection.getResponseCount() > 0;
    }

    /** Whether a server takes a repeated request for one; by its {@code webhook-id} it knows a webhook again. */
    private static boolean repeatable(Request request) {
        return request.method() != Request.Method.POST || request.headers().containsKey("webhook-id");
    }

    private HttpUriRequestBase message(Request request, long left) {
        WebUrl url = request.url();
        HttpUriRequestBase message = new HttpUriRequestBase(request.method().name(), java.net.URI.create("/"));
        message.setPath(url.target());
        message.setHeader("User-Agent", userAgent);
        message.setHeader("Accept-Encoding", "gzip, deflate");
        request.headers().forEach(message::setHeader);
        if (!url.credentials().isEmpty() && !request.headers().containsKey("authorization")) {
            message.setHeader(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(url.credentials().getBytes(StandardCharsets.UTF_8)));
        }
        if (request.method().hasBody()) {
            String type = request.headers().getOrDefault("content-type", "application/octet-stream");
            message.setEntity(new ByteArrayEntity(request.body(), ContentType.parse(type)));
            message.removeHeaders("content-type");
        }
        Timeout time = Timeout.ofMilliseconds(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        message.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(time)
                .setResponseTimeout(Timeout.ofMilliseconds(
                        Math.max(1, request.limits().idle().toMillis())))
                .setRedirectsEnabled(false)
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build());
        return message;
    }

    private static Map<String, List<String>> headers(ClassicHttpResponse response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.getValue() == null ? "" : header.getValue());
        }
        return headers;
    }

    private static List<String> encodings(Map<String, List<String>> headers) {
        return headers.getOrDefault("content-encoding", List.of()).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .toList();
    }

    private static Answer.Failed failure(WebUrl url, Exception error) {
        String words = error.getMessage() == null ? error.toString() : error.getMessage();
        return switch (error) {
            case GuardedResolver.RefusedException e -> new Answer.Failed(Answer.Reason.REFUSED, words);
            case UnknownHostException e ->
                new Answer.Failed(Answer.Reason.NAME, "no address is known for " + url.host());
            case BodyReader.BodyException e -> new Answer.Failed(e.reason(), words);
            case SSLException e -> new Answer.Failed(Answer.Reason.TLS, "no secure connection: " + words);
            case MessageConstraintException e ->
                new Answer.Failed(Answer.Reason.SIZE, "the headers are too many or too long: " + words);
            case InterruptedIOException e -> new Answer.Failed(Answer.Reason.TIME, "no answer in time: " + words);
            case org.apache.hc.core5.http.ParseException e -> new Answer.Failed(Answer.Reason.PROTOCOL, words);
            case IOException e
            when e.getCause() instanceof ProtocolException -> new Answer.Failed(Answer.Reason.PROTOCOL, words);
            case IOException e -> new Answer.Failed(Answer.Reason.CONNECTION, words);
            default -> new Answer.Failed(Answer.Reason.PROTOCOL, words);
        };
    }

    private static String seconds(Request request) {
        return "%.1f s".formatted(request.limits().total().toMillis() / 1000.0);
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        deadlines.shutdownNow();
        http.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
        resolver.close();
    }
}
