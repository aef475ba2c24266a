package org.tocsin.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.runtime.Node;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.access.Access;
import org.tocsin.runtime.access.Tokens;

final class TlsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path directory;

    private Path certificate() {
        return directory.resolve("certificate.pem");
    }

    private Path key() {
        return directory.resolve("key.pem");
    }

    private TlsSettings settings() {
        return new TlsSettings(certificate().toString(), key().toString());
    }

    /** Makes a certificate for localhost with the JDK's own tool, and writes it and its key as PEM. */
    private KeyStore make(String algorithm, int days) throws Exception {
        Path file = directory.resolve("made.p12");
        Files.deleteIfExists(file);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-alias",
                        "one",
                        "-keyalg",
                        algorithm,
                        "-validity",
                        String.valueOf(days),
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Files.writeString(
                certificate(), pem("CERTIFICATE", store.getCertificate("one").getEncoded()));
        Files.writeString(
                key(), pem("PRIVATE KEY", store.getKey("one", PASSWORD).getEncoded()));
        return store;
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
    }

    private static HttpClient trusting(Certificate... certificates) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Certificate certificate : certificates) {
            store.setCertificateEntry(
                    ((X509Certificate) certificate).getSerialNumber().toString(), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private Node node(Tls tls) {
        return new Node(
                "0.0.0.0",
                0,
                new Access(
                        "0.0.0.0", new Tokens(directory, "a-long-admin-secret"), InstantSource.system(), change -> {}),
                tls,
                List.of(tls));
    }

    private static HttpResponse<String> ask(HttpClient http, String address, HttpRequest.Builder request)
            throws Exception {
        return http.send(request.uri(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"RSA", "EC", "Ed25519"})
    void servesOverTlsWithHttp2AndSecureCookies(String algorithm) throws Exception {
        KeyStore made = make(algorithm, 90);
        Tls tls = new Tls(settings(), InstantSource.system());
        try (Node node = node(tls);
                HttpClient http = trusting(made.getCertificate("one"))) {
            String address = "https://localhost:" + node.port();

            HttpResponse<String> live = ask(http, address + "/health/ready", HttpRequest.newBuilder());
            HttpResponse<String> session = ask(
                    http,
                    address + "/api/v1/session",
                    HttpRequest.newBuilder()
                            .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"a-long-admin-secret\"}")));

            assertThat(live.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(live.body()).isEqualTo("{\"tls\":\"ok\"}");
            assertThat(session.headers().allValues("Set-Cookie"))
                    .hasSize(2)
                    .allMatch(cookie -> cookie.startsWith("__Host-tocsin-")
                            && cookie.contains("Secure")
                            && cookie.contains("Path=/")
                            && !cookie.contains("Domain"));
            String cookies = session.headers().allValues("Set-Cookie").stream()
                    .map(cookie -> cookie.replaceFirst(";.*", ""))
                    .collect(Collectors.joining("; "));
            assertThat(ask(http, address + "/metrics", HttpRequest.newBuilder().header("Cookie", cookies))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ask(
                                    http,
                                    address + "/metrics",
                                    HttpRequest.newBuilder().header("Cookie", cookies.replace("__Host-", "")))
                            .statusCode())
                    .as("what a neighbour may have planted")
                    .isEqualTo(401);
            HttpResponse<String> ended = ask(
                    http,
                    address + "/api/v1/session",
                    HttpRequest.newBuilder().DELETE().header("Cookie", cookies));
            assertThat(ended.headers().allValues("Set-Cookie"))
                    .as("a browser takes no other for them")
                    .hasSize(2)
                    .allMatch(cookie -> cookie.startsWith("__Host-tocsin-")
                            && cookie.contains("Secure")
                            && cookie.contains("Expires=Thu, 01 Jan 1970"));
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /health/live, 200", "GET, /api/v1/session, 200", "GET, /absent, 404", "get, /health/live, 501"})
    void tellsBrowsersWithEveryAnswerToComeOverTlsOnly(String method, String path, int status) throws Exception {
        KeyStore made = make("EC", 90);
        Tls tls = new Tls(settings(), InstantSource.system());
        try (Node node = node(tls);
                HttpClient http = trusting(made.getCertificate("one"))) {
            HttpResponse<String> answer = ask(
                    http,
                    "https://localhost:" + node.port() + path,
                    HttpRequest.newBuilder()
                            .header("Authorization", "Bearer a-long-admin-secret")
                            .method(method, HttpRequest.BodyPublishers.noBody()));

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().allValues("Strict-Transport-Security")).containsExactly("max-age=31536000");
        }
    }

    @Test
    void takesARenewedCertificateOverAndKeepsTheOldOneWhenItIsBroken() throws Exception {
        KeyStore first = make("EC", 90);
        Tls tls = new Tls(settings(), InstantSource.system());
        try (Node node = node(tls)) {
            String address = "https://localhost:" + node.port() + "/health/ready";

            KeyStore second = make("EC", 10);
            touch(1);
            tls.renew();

            try (HttpClient http = trusting(second.getCertificate("one"))) {
                assertThat(ask(http, address, HttpRequest.newBuilder()).body()).contains("tls-certificate\":\"ends ");
            }
            try (HttpClient http = trusting(first.getCertificate("one"))) {
                assertThatThrownBy(() -> ask(http, address, HttpRequest.newBuilder()))
                        .isInstanceOf(javax.net.ssl.SSLException.class);
            }

            Files.writeString(key(), "torn");
            touch(2);
            tls.renew();

            try (HttpClient http = trusting(second.getCertificate("one"))) {
                HttpResponse<String> answer = ask(http, address, HttpRequest.newBuilder());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).contains("tls-renewal", "the certificate before it stays");
            }
        }
    }

    private void touch(int seconds) throws Exception {
        Files.setLastModifiedTime(key(), FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private void refuses(String... message) {
        assertThatThrownBy(() -> new Tls(settings(), InstantSource.system()))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll(message);
    }

    @Test
    void refusesWhatIsNoCertificateWithItsKeyAndNamesTheFile() throws Exception {
        refuses("tls-certificate", certificate().toString(), "cannot be read");
        make("RSA", 90);
        String rsa = Files.readString(key());
        String rsaCertificate = Files.readString(certificate());

        Files.writeString(key(), rsa.replace("PRIVATE KEY", "RSA PRIVATE KEY"));
        refuses("tls-key", "openssl pkcs8 -topk8");

        Files.writeString(key(), rsa.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        refuses("tls-key", "without a password");

        Files.writeString(key(), rsaCertificate);
        refuses("tls-key", "has no -----BEGIN PRIVATE KEY-----");

        Files.writeString(certificate(), rsa);
        refuses("tls-certificate", "has no -----BEGIN CERTIFICATE-----");

        Files.writeString(certificate(), rsaCertificate.replaceFirst("\n.*\n", "\nAAAA\n"));
        refuses("tls-certificate", "is no certificate");

        make("EC", 90);
        Files.writeString(key(), rsa);
        refuses("tls-key", "is no EC key");

        make("RSA", 90);
        Files.writeString(key(), rsa);
        refuses("tls-key", "is not the key of the first certificate");
    }

    @Test
    void wantsBothFilesOrNone() {
        assertThat(TlsSettings.NONE.on()).isFalse();
        assertThatThrownBy(() -> new TlsSettings("certificate.pem", ""))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("give both");
    }
}
