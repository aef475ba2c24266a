package org.tocsin.alerts;

import java.util.Map;
import java.util.Optional;
import org.tocsin.alerts.channel.MailSettings;
import org.tocsin.alerts.decide.Limits;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Settings;

/**
 * What this module is told.
 *
 * @param mail empty without a mail server
 * @param secretKey Base64 of the 32 bytes that secrets are sealed with; empty for the key file of the data directory
 * @param limits of a named owner
 */
public record AlertSettings(Optional<MailSettings> mail, String secretKey, Limits limits) {
    /** Reads its part of {@code settings}; {@link Refusal} names the setting, the value and the rule. */
    public static AlertSettings of(Settings settings) {
        Map<String, String> values = settings.alerts();
        String publicUrl = values.getOrDefault("public-url", "");
        if (!publicUrl.matches("(https?://[\\x21-\\x7e&&[^<>\"]]+)?")) {
            throw new Refusal(
                    "setting public-url: %s is refused; it must be an address such as https://news.example.org"
                            .formatted(publicUrl));
        }
        return new AlertSettings(
                MailSettings.parse(values.getOrDefault("smtp", ""), values.getOrDefault("mail-from", ""), publicUrl),
                values.getOrDefault("secret-key", ""),
                new Limits(
                        number(values, "owner-subscriptions"),
                        number(values, "owner-query-characters"),
                        number(values, "owner-alerts-an-hour"),
                        number(values, "owner-deliveries-an-hour"),
                        number(values, "owner-match-percent") / 100.0));
    }

    private static int number(Map<String, String> values, String name) {
        String value = values.getOrDefault(name, "");
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new Refusal(
                    "setting %s: %s is refused; it must be a whole number from 1 to 999999999".formatted(name, value));
        }
        return Integer.parseInt(value);
    }
}
