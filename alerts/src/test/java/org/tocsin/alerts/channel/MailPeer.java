package org.tocsin.alerts.channel;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Destination;

final class MailPeer implements Peer {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Mail channel;

    MailPeer() {
        server.start();
        channel = new Mail(
                MailSettings.parse(
                        "smtp+plain://127.0.0.1:" + server.getSmtp().getPort(),
                        "tocsin@example.org",
                        "https://news.example.org"),
                (id, target) -> "for-" + id + "-" + target.hashCode());
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Destination destination() {
        return Destination.of("email", "reader@example.org");
    }

    @Override
    public Destination bad() {
        return Destination.of("email", "a@example.org\r\nBcc: b@example.org");
    }

    @Override
    public List<String> seen() {
        List<String> seen = new ArrayList<>();
        for (MimeMessage message : server.getReceivedMessages()) {
            try {
                // a notice may come to an address of another subscription, of which no click may end anything
                boolean notice = message.getSubject().startsWith("Notice");
                String unsubscribe = notice
                        ? "<mailto:"
                        : "<https://news.example.org/api/v1/subscriptions/s/unsubscribe?token=for-s-%d>"
                                .formatted("reader@example.org".hashCode());
                String header = message.getHeader("List-Unsubscribe", null);
                if (header == null
                        || !header.startsWith(unsubscribe)
                        || (message.getHeader("List-Unsubscribe-Post") == null) != notice
                        || !"<s.tocsin.invalid>".equals(message.getHeader("List-Id", null))
                        || message.getHeader("Message-ID") == null) {
                    throw new AssertionError("a header is missing");
                }
                List<String> parts = new ArrayList<>();
                parts(message.getContent(), parts);
                if (parts.stream().noneMatch(part -> part.startsWith("text/plain"))
                        || parts.stream().noneMatch(part -> part.startsWith("text/html"))) {
                    throw new AssertionError("text and HTML are needed, not " + parts);
                }
                seen.add(message.getSubject() + "\n" + Peers.entities(String.join("\n", parts)));
            } catch (MessagingException | IOException e) {
                throw new AssertionError(e);
            }
        }
        return seen;
    }

    private static void parts(Object content, List<String> parts) throws MessagingException, IOException {
        if (content instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart part = multipart.getBodyPart(i);
                if (part.getContent() instanceof String text) {
                    parts.add(part.getContentType() + " " + text);
                } else {
                    parts(part.getContent(), parts);
                }
            }
        }
    }

    @Override
    public String broken() {
        try {
            MimeMessage last = server.getReceivedMessages()[server.getReceivedMessages().length - 1];
            List<String> parts = new ArrayList<>();
            parts(last.getContent(), parts);
            String html = parts.stream()
                    .filter(part -> part.startsWith("text/html"))
                    .findFirst()
                    .orElse("");
            return (last.getHeader("Bcc") == null && last.getHeader("X-Evil") == null ? "" : "a header ")
                    + Peers.htmlBreach(html);
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
