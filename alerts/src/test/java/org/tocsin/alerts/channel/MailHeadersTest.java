package org.tocsin.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private MimeMessage sent(String subscription, String publicUrl) {
        Mail mail = new Mail(
                MailSettings.parse(
                        "smtp+plain://127.0.0.1:" + server.getSmtp().getPort(), "tocsin@example.org", publicUrl),
                (id, target) -> "token");
        ObjectNode alert = Json.mapper().createObjectNode();
        alert.put("id", "a")
                .put("kind", "first")
                .put("subscription", subscription)
                .put("subscriptionName", "Desk");
        alert.put("title", "t").put("source", "").put("url", "");
        assertThat(mail.send(new Message(
                        Json.mapper().treeToValue(alert, Alert.class),
                        Destination.of("email", "a@example.org"),
                        "",
                        Instant.EPOCH)))
                .isEqualTo(new Result.Delivered());
        return server.getReceivedMessages()[0];
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
