package org.tocsin.alerts.channel;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.simplejavamail.MailException;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.email.EmailPopulatingBuilder;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;
import org.tocsin.model.Destination;

/** E-mail by the operator's SMTP server: text and HTML, one message for an alert or a digest, with List-Unsubscribe. */
final class Mail implements Channel {
    private static final int MILLISECONDS = 15_000;

    private final @Nullable MailSettings settings;
    private final @Nullable Mailer mailer;
    private final BinaryOperator<String> tokens;

    /** @param tokens for the link that takes an address out of a subscription: of its id and the address */
    Mail(Optional<MailSettings> given, BinaryOperator<String> tokens) {
        settings = given.orElse(null);
        mailer = given.map(Mail::mailer).orElse(null);
        this.tokens = tokens;
    }

    private static Mailer mailer(MailSettings settings) {
        var builder = settings.user().isEmpty()
                ? MailerBuilder.withSMTPServer(settings.host(), settings.port())
                : MailerBuilder.withSMTPServer(settings.host(), settings.port(), settings.user(), settings.password());
        return builder.withTransportStrategy(
                        switch (settings.security()) {
                            case TLS -> TransportStrategy.SMTPS;
                            case STARTTLS -> TransportStrategy.SMTP_TLS;
                            case NONE -> TransportStrategy.SMTP;
                        })
                // the library's own default is to trust every certificate
                .trustingAllHosts(false)
                .verifyingServerIdentity(true)
                .withSessionTimeout(MILLISECONDS)
                .buildMailer();
    }

    @Override
    public String name() {
        return "email";
    }

    @Override
    public List<Problem> check(Destination destination, String secret) {
        if (settings == null) {
            return List.of(new Problem("channel", "no mail server is set; see the settings smtp and mail-from"));
        }
        return destination.target().matches("[\\w.!#$%&*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")
                        && destination.target().length() <= 254
                ? List.of()
                : List.of(new Problem("target", "it must be one e-mail address"));
    }

    @Override
    public Result send(Message message) {
        if (settings == null || mailer == null) {
            return new Result.Failed("no mail server is set", 0);
        }
        try {
            mailer.sendMail(email(settings, message, tokens), false).join();
            return new Result.Delivered();
        } catch (MailException | java.util.concurrent.CompletionException e) {
            return new Result.Failed("the mail server did not take it: " + cause(e), 0);
        }
    }

    private static String cause(Throwable error) {
        Throwable last = error;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return Escape.line(String.valueOf(last.getMessage()), 200);
    }

    private static Email email(MailSettings settings, Message message, BinaryOperator<String> tokens) {
        Telling telling = Telling.of(message.alert());
        String subject = telling.items().size() == 1
                ? telling.headline() + ": " + telling.items().getFirst().title()
                : telling.headline();
        EmailPopulatingBuilder builder = EmailBuilder.startingBlank()
                .from("Tocsin", settings.from())
                .to(message.destination().target())
                // the library takes it as it is
                .fixingMessageId(
                        "<%s@%s>".formatted(message.alert().id().replaceAll("[^\\w.:-]", "-"), settings.fromDomain()))
                .withSubject(Escape.line(subject, 200))
                .withPlainText(text(telling))
                .withHTMLText(html(telling))
                .withHeader("Auto-Submitted", "auto-generated")
                .withHeader(
                        "List-Id",
                        "<%s.tocsin.invalid>".formatted(label(message.alert().subscription())));
        String subscription = message.alert().subscription();
        // a notice may come to another subscription's address, which the link of this one does not know
        String unsubscribe = message.alert().kind().equals("notice")
                ? settings.unsubscribeByMail(subscription)
                : settings.unsubscribe(
                        subscription,
                        tokens.apply(subscription, message.destination().target()));
        builder = builder.withHeader("List-Unsubscribe", unsubscribe);
        if (unsubscribe.startsWith("<https:")) {
            builder = builder.withHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        return builder.buildEmail();
    }

    /** The id as a List-Id may have it, which knows no colon and no dot but between others (RFC 2919). */
    private static String label(String subscription) {
        return subscription.replaceAll(":|(?<![\\w-])\\.|\\.(?![\\w-])", "-");
    }

    private static String text(Telling telling) {
        return telling.headline() + "\n\n" + Told.items(telling) + more(telling, "\n\n");
    }

    private static String html(Telling telling) {
        String items = telling.items().stream()
                .map(item -> {
                    String title = Escape.html(item.title());
                    String link = item.url().isEmpty()
                            ? title
                            : "<a href=\"" + Escape.html(item.url()) + "\">" + title + "</a>";
                    return "<p><b>%s</b> (%s)<br>%s<br>%s</p>"
                            .formatted(link, item.label(), Escape.html(item.details()), Escape.html(item.summary()));
                })
                .collect(Collectors.joining("\n"));
        return "<!DOCTYPE html><html><body><h3>%s</h3>\n%s%s</body></html>"
                .formatted(Escape.html(telling.headline()), items, more(telling, "<br>"));
    }

    private static String more(Telling telling, String before) {
        return telling.more() == 0 ? "" : "%sand %d more".formatted(before, telling.more());
    }
}
