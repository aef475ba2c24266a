package org.tocsin.alerts.channel;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tocsin.runtime.Refusal;

/**
 * The mail server of the operator.
 *
 * @param security TLS from the first byte, STARTTLS that must succeed, or none
 * @param user empty for a server that asks for none
 * @param from address that messages come from
 * @param publicUrl where readers reach this instance, empty when they do not
 */
public record MailSettings(
        String host, int port, Security security, String user, String password, String from, String publicUrl) {
    /** How the connection is protected. */
    public enum Security {
        TLS,
        STARTTLS,
        NONE
    }

    /**
     * Reads {@code smtps://user:password@host:465} (TLS), {@code smtp://…:587} (STARTTLS) or {@code smtp+plain://…:25};
     * nothing for an empty {@code address}, {@link Refusal} for a bad one.
     */
    public static Optional<MailSettings> parse(String address, String from, String publicUrl) {
        if (address.isBlank()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(address.strip());
            Security security = switch (String.valueOf(uri.getScheme())) {
                case "smtps" -> Security.TLS;
                case "smtp" -> Security.STARTTLS;
                case "smtp+plain" -> Security.NONE;
                default -> throw refused("must begin with smtps://, smtp:// or smtp+plain://");
            };
            if (uri.getHost() == null) {
                throw refused("names no host");
            }
            if (!from.matches("[^@\\s<>]+@[^@\\s<>]+")) {
                throw new Refusal("setting mail-from: %s is refused; it must be one e-mail address".formatted(from));
            }
            int usual = switch (security) {
                case TLS -> 465;
                case STARTTLS -> 587;
                case NONE -> 25;
            };
            String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
            int colon = login.indexOf(':');
            return Optional.of(new MailSettings(
                    uri.getHost(),
                    uri.getPort() < 0 ? usual : uri.getPort(),
                    security,
                    decoded(colon < 0 ? login : login.substring(0, colon)),
                    decoded(colon < 0 ? "" : login.substring(colon + 1)),
                    from,
                    publicUrl.replaceFirst("/$", "")));
        } catch (URISyntaxException e) {
            throw refused("is no address: " + e.getReason());
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the address, which may hold a password. */
    private static Refusal refused(String rule) {
        return new Refusal("setting smtp is refused; it " + rule);
    }

    String fromDomain() {
        return from.substring(from.indexOf('@') + 1);
    }

    /** The value of List-Unsubscribe: this instance's page where it has one, else a mail to the operator. */
    String unsubscribe(String subscription, String token) {
        return publicUrl.isEmpty()
                ? unsubscribeByMail(subscription)
                : "<%s/api/v1/subscriptions/%s/unsubscribe?token=%s>".formatted(publicUrl, subscription, token);
    }

    /** A mail to the operator as the value of List-Unsubscribe. */
    String unsubscribeByMail(String subscription) {
        return "<mailto:%s?subject=unsubscribe%%20%s>".formatted(from, subscription);
    }

    /** Tells nothing secret. */
    @Override
    public String toString() {
        return "%s:%d (%s) from %s".formatted(host, port, security, from);
    }
}
