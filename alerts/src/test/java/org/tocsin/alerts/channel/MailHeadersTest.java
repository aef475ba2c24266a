package org.tocsin.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ObjectNode;

/** The headers by which mail programs know a list and how to leave it. */
final class MailHeadersTest {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    /** Whatever of an alert or its destination could bring a line end along. */
    @ParameterizedTest
    @ValueSource(
            strings = {"id", "subscription", "subscriptionName", "kind", "title", "source", "url", "summary", "target"})
    void noLineEndMakesAHeaderOrAnAddress(String field) throws Exception {
        for (String end : List.of("\r\n", "\n", "\r", "\u0085", "\u2028", "\r\n\r\n", "\r\n ")) {
            String evil = "a%sBcc: evil@example.net%sX-Evil: yes%s".formatted(end, end, end);
            ObjectNode alert = alert("s");
            String target = field.equals("target") ? "a@example.org" + evil : "a@example.org";
            if (!field.equals("target")) {
                alert.put(field, evil);
            }
            Result _ = mail("https://news.example.org").send(message(alert, target));
        }

        assertThat(server.getReceivedMessages()).allSatisfy(message -> {
            assertThat(message.getAllRecipients()).extracting(String::valueOf).allMatch("a@example.org"::equals);
            assertThat(message.getHeader("Bcc")).isNull();
            assertThat(message.getHeader("X-Evil")).isNull();
            assertThat(Collections.list(message.getAllHeaderLines()))
                    .noneMatch(line -> line.startsWith("Bcc") || line.startsWith("X-Evil"));
        });
        if (List.of("title", "subscriptionName", "summary").contains(field)) {
            assertThat(server.getReceivedMessages())
                    .as("what strangers write stops no mail")
                    .hasSize(7);
        }
    }

    private MimeMessage sent(String subscription, String publicUrl) {
        assertThat(mail(publicUrl).send(message(alert(subscription), "a@example.org")))
                .isEqualTo(new Result.Delivered());
        return server.getReceivedMessages()[0];
    }

    private Mail mail(String publicUrl) {
        return new Mail(
                MailSettings.parse(
                        "smtp+plain://127.0.0.1:" + server.getSmtp().getPort(), "tocsin@example.org", publicUrl),
                (id, target) -> "token");
    }

    private static Message message(ObjectNode alert, String target) {
        return new Message(
                Json.mapper().treeToValue(alert, Alert.class), Destination.of("email", target), "", Instant.EPOCH);
    }

    private static ObjectNode alert(String subscription) {
        ObjectNode alert = Json.mapper().createObjectNode();
        alert.put("id", "a")
                .put("kind", "first")
                .put("subscription", subscription)
                .put("subscriptionName", "Desk");
        alert.put("title", "t").put("source", "").put("url", "");
        return alert;
    }

    @ParameterizedTest
    @CsvSource({
        "https://news.example.org, <https://news.example.org/api/v1/subscriptions/s/unsubscribe?token=token>, true",
        "http://news.example.org, <http://news.example.org/api/v1/subscriptions/s/unsubscribe?token=token>, false",
        "'', <mailto:tocsin@example.org?subject=unsubscribe%20s>, false"
    })
    void offersOneClickByHttpsAlone(String publicUrl, String unsubscribe, boolean click) throws Exception {
        MimeMessage sent = sent("s", publicUrl);
        assertThat(sent.getHeader("List-Unsubscribe", null)).isEqualTo(unsubscribe);
        assertThat(sent.getHeader("List-Unsubscribe-Post") != null).isEqualTo(click);
    }

    @ParameterizedTest
    @CsvSource({"desk, desk", "team:desk.east, team-desk.east", "a..b, a--b", ".:, --"})
    void namesTheListInASyntaxThatThereIs(String subscription, String list) throws Exception {
        assertThat(sent(subscription, "").getHeader("List-Id", null)).isEqualTo("<%s.tocsin.invalid>".formatted(list));
    }
}
