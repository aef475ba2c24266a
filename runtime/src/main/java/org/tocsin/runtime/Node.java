package org.tocsin.runtime;

import io.javalin.Javalin;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.router.Endpoint;
import io.javalin.router.InternalRouter;
import io.javalin.router.ParsedEndpoint;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Json;
import org.tocsin.runtime.access.Access;
import org.tocsin.runtime.tls.Tls;

/** The stages of one process behind one HTTP server. Closing stops them in reverse order. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** Where what is asked for would be passed over. */
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final List<AutoCloseable> closeables = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CompletableFuture<OpenApi> description = new CompletableFuture<>();
    private final Javalin web;
    private volatile boolean started;
    private volatile boolean stopping;

    /** The same as below without TLS. */
    public Node(String host, int port, Access access, List<? extends Stage> given) {
        this(host, port, access, null, given);
    }

    /** Starts the HTTP server on {@code host:port}, over TLS if there is a certificate, then every stage in the order given. */
    public Node(String host, int port, Access access, @Nullable Tls tls, List<? extends Stage> given) {
        // clients of Kafka 4 name each topic a second time, with underscores for dots (KIP-1109)
        metrics.config()
                .meterFilter(MeterFilter.deny(
                        id -> Objects.requireNonNullElse(id.getTag("topic"), "").startsWith("tocsin_")));
        List.of(
                        new JvmMemoryMetrics(),
                        new JvmGcMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics())
                .forEach(this::bind);
        given.forEach(stage -> stage.meters().forEach(this::bind));
        bind(all -> Gauge.builder("tocsin.ready", () -> well(given) ? 1 : 0)
                .description("1 while /health/ready says that the process can work, else 0")
                .register(all));
        given.forEach(stage -> stage.watch(() -> withNotices(given)));
        web = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.http.prefer405over404 = true;
            config.router.handlerWrapper(new Negotiation(description::join)::before);
            Envelope envelope = new Envelope(tls != null);
            Connections connections = new Connections();
            config.jetty.modifyServer(server -> {
                server.setErrorHandler(envelope);
                connections.bind(server);
            });
            config.jetty.modifyHttpConfiguration(http -> {
                http.addCustomizer(envelope);
                http.addCustomizer(connections);
            });
            if (tls != null) {
                config.jetty.addConnector((server, http) -> {
                    ServerConnector connector = tls.connector(server, http);
                    connector.setHost(host);
                    connector.setPort(port);
                    return connector;
                });
            }
            config.routes.get("/health", context -> health(context, given));
            config.routes.get("/health/ready", context -> health(context, given));
            config.routes.get(
                    "/health/live",
                    context -> context.contentType("application/json").result("{\"process\":\"ok\"}"));
            Problem.handle(config.routes, this::away);
            config.routes.before(this::admit);
            access.guard(config.routes);
            config.routes.after(Problem::complete);
            config.routes.after(EntityTags::tag);
            config.routes.get(
                    "/metrics",
                    context -> context.contentType("text/plain; charset=utf-8")
                            .result(metrics.scrape().getBytes(StandardCharsets.UTF_8)));
            config.routes.get("/openapi.json", context -> description.join().answer(context));
            given.forEach(stage -> stage.routes(config.routes));
        });
        answerHeads();
        var _ = description.completeAsync(
                () -> OpenApi.of(routes()),
                task -> Thread.ofVirtual().name("openapi").start(task));
        try {
            web.start(host, port);
        } catch (RuntimeException e) {
            throw new Refusal(
                    "port " + port + " on " + host
                            + " cannot be used; another program may hold it, choose one with --port",
                    e);
        }
        for (Stage stage : given) {
            stages.addFirst(stage);
            stage.start();
        }
        given.forEach(Stage::awaitReady);
        if (!trouble().isEmpty()) {
            String trouble = trouble();
            close();
            throw new Refusal("a stage did not start: " + trouble);
        }
        started = true;
    }

    /** Why nothing can be asked of this process at present, empty when it can. */
    private String away() {
        return stopping ? "this process is stopping" : started ? "" : "this process is starting";
    }

    /** Refuses what would fail or be misunderstood. */
    private void admit(Context context) {
        if (stopping) {
            throw new ServiceUnavailableResponse(away());
        }
        String query = context.queryString();
        if (query != null && BROKEN.matcher(query).find()) {
            throw new BadRequestResponse("a percent sign in an address is followed by two hexadecimal digits");
        }
    }

    /** Has every {@code HEAD} answered as {@code GET}; the server leaves the body out. */
    private void answerHeads() {
        InternalRouter router = web.unsafe.internalRouter;
        for (ParsedEndpoint route : List.copyOf(router.allHttpHandlers())) {
            if (route.endpoint.method.equals(HandlerType.GET)) {
                router.addHttpEndpoint(new Endpoint(HandlerType.HEAD, route.endpoint.path, route.endpoint.handler));
            }
        }
    }

    /** {@code ok} for every stage, else its cause; starting is a cause too. */
    private Map<String, String> stages(List<? extends Stage> given) {
        Map<String, String> health = new LinkedHashMap<>();
        for (Stage stage : given) {
            String cause = stage.trouble().isEmpty() ? stage.unready() : stage.trouble();
            health.put(stage.name(), !cause.isEmpty() ? cause : started ? "ok" : "starting");
        }
        return health;
    }

    /** 200 when every stage is well, else 503 with the cause of each that is not. Notices stand beside and are none. */
    private void health(Context context, List<? extends Stage> given) {
        context.status(well(given) ? 200 : 503).contentType("application/json").result(Json.line(withNotices(given)));
    }

    private boolean well(List<? extends Stage> given) {
        return stages(given).values().stream().allMatch("ok"::equals);
    }

    private Map<String, String> withNotices(List<? extends Stage> given) {
        Map<String, String> health = stages(given);
        given.forEach(stage -> health.putAll(stage.notices()));
        return health;
    }

    private void bind(MeterBinder meter) {
        meter.bindTo(metrics);
        if (meter instanceof AutoCloseable closeable) {
            closeables.add(closeable);
        }
    }

    /** Every route of this process, each as {@code GET /path}. */
    public Set<String> routes() {
        Set<String> all = new TreeSet<>();
        web.unsafe.internalRouter.allHttpHandlers().forEach(route -> {
            String method = route.endpoint.method.toString();
            if (METHODS.contains(method)) {
                all.add(method + " " + route.endpoint.path.replace('<', '{').replace('>', '}'));
            }
        });
        return all;
    }

    /** The port of the HTTP server. */
    public int port() {
        return web.port();
    }

    /** The first stage in trouble, or empty. */
    public String trouble() {
        return stages.stream()
                .filter(stage -> !stage.trouble().isEmpty())
                .map(stage -> stage.name() + ": " + stage.trouble())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        stopping = true;
        // stages first: a stream that is still open when the server stops is never let go
        stages.forEach(Stage::close);
        stages.clear();
        web.stop();
        for (AutoCloseable closeable : closeables) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.atWarn().addKeyValue("error", e.toString()).log("meter not closed");
            }
        }
        metrics.close();
    }
}
