package org.tocsin.runtime.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Stage;

/**
 * The certificate of the HTTP server. Files that change are taken over within a minute for new connections; what cannot be
 * used then is a notice, and the one before stays. A certificate that ends within two weeks is a notice too.
 */
public final class Tls implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofDays(14);
    private static final String PASSWORD = "in memory only";

    private final TlsSettings settings;
    private final InstantSource clock;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("tls-files").daemon().factory());
    private volatile Instant ends;
    private volatile String refused = "";
    private long changed;

    /** Reads the files; {@link Refusal} when they are no certificate with its key. */
    public Tls(TlsSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        changed = changed();
        PemFiles files = PemFiles.read(settings);
        ends = end(files);
        offer(context, files);
    }

    private static Instant end(PemFiles files) {
        return files.chain().getFirst().getNotAfter().toInstant();
    }

    private static void offer(SslContextFactory context, PemFiles files) {
        context.setKeyStore(files.store(PASSWORD.toCharArray()));
        context.setKeyStorePassword(PASSWORD);
    }

    /** When the files were last written, as one number. */
    private long changed() {
        return 31 * written(settings.certificate()) + written(settings.key());
    }

    private static long written(String file) {
        try {
            return Files.getLastModifiedTime(Path.of(file)).toMillis();
        } catch (java.io.IOException e) {
            return 0;
        }
    }

    /** A connector that speaks HTTP/2 and HTTP/1.1 over TLS. */
    public ServerConnector connector(Server server, HttpConfiguration plain) {
        HttpConfiguration http = new HttpConfiguration(plain);
        // the certificate may be for another name than the one asked for, such as an address of the same machine
        http.addCustomizer(new SecureRequestCustomizer(false));
        ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
        choice.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
        return new ServerConnector(
                server,
                new SslConnectionFactory(context, choice.getProtocol()),
                choice,
                new HTTP2ServerConnectionFactory(http),
                new HttpConnectionFactory(http));
    }

    /** Takes over files that have changed since they were last read. */
    void renew() {
        long now = changed();
        if (now == changed) {
            return;
        }
        changed = now;
        try {
            PemFiles files = PemFiles.read(settings);
            context.reload(factory -> offer(factory, files));
            ends = end(files);
            refused = "";
            LOG.atInfo().addKeyValue("until", ends).log("certificate renewed");
        } catch (Refusal e) {
            refused = String.valueOf(e.getMessage());
            LOG.atWarn().addKeyValue("error", refused).log("renewed certificate cannot be used");
        } catch (Exception e) {
            refused = e.toString();
            LOG.atWarn().addKeyValue("error", refused).log("renewed certificate cannot be used");
        }
    }

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public void start() {
        var _ = watch.scheduleWithFixedDelay(this::renew, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public Map<String, String> notices() {
        Map<String, String> notices = new LinkedHashMap<>();
        if (!refused.isEmpty()) {
            notices.put("tls-renewal", refused + "; the certificate before it stays");
        }
        if (ends.isBefore(clock.instant().plus(SOON))) {
            notices.put("tls-certificate", (ends.isBefore(clock.instant()) ? "ended " : "ends ") + ends);
        }
        return notices;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
