package org.tocsin.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;

/** Mail over TLS: to a server whose certificate is trusted and good for its name, and to nobody else. */
final class MailTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path directory;

    /** Sends one mail, in a process that trusts what it is told to trust. */
    static final class Sender {
        private Sender() {}

        public static void main(String[] arguments) {
            System.out.println(send(arguments[0]).getClass().getSimpleName());
        }
    }

    private static Result send(String address) {
        Alert alert = Json.mapper()
                .readValue(
                        "{\"id\": \"a1\", \"kind\": \"first\", \"subscription\": \"s\", \"subscriptionName\": \"s\","
                                + " \"title\": \"Two soldiers captured\", \"url\": \"\", \"source\": \"\"}",
                        Alert.class);
        return new Mail(MailSettings.parse(address, "tocsin@example.org", ""), (id, target) -> "")
                .send(new Message(alert, Destination.of("email", "reader@example.org"), "", Instant.now()));
    }

    private static String run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", program).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command.toString()).isZero();
        return out.strip();
    }

    private static String trusting(Path store, String address) throws Exception {
        return run(
                "java",
                "-Djavax.net.ssl.trustStore=" + store,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-cp",
                System.getProperty("java.class.path"),
                Sender.class.getName(),
                address);
    }

    @Test
    void sendsOverTlsToAServerWithAGoodCertificateAndNothingToOthers() throws Exception {
        Path store = directory.resolve("mail.p12");
        run(
                "keytool",
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "mail",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost");
        System.setProperty("greenmail.tls.keystore.file", store.toString());
        System.setProperty("greenmail.tls.keystore.password", PASSWORD);
        GreenMail server = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTPS));
        server.start();
        try {
            String port = ":" + server.getSmtps().getPort();
            assertThat(send("smtps://localhost" + port))
                    .as("nobody knows its authority")
                    .isInstanceOf(Result.Failed.class);
            assertThat(trusting(store, "smtps://127.0.0.1" + port))
                    .as("the certificate is for another name")
                    .isEqualTo("Failed");
            assertThat(server.getReceivedMessages()).isEmpty();
            assertThat(trusting(store, "smtps://localhost" + port)).isEqualTo("Delivered");
            assertThat(server.getReceivedMessages()).hasSize(1);
        } finally {
            server.stop();
        }
    }

    @Test
    void sendsNothingInTheClearWhereTlsIsAskedFor() {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            assertThat(send("smtp://127.0.0.1:" + server.getSmtp().getPort()))
                    .as("it offers no STARTTLS")
                    .isInstanceOf(Result.Failed.class);
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }
}
