package org.tocsin.alerts;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
 * @param files directories, besides the one of its own, in which a subscription saved over HTTP may have files
 */
public record AlertSettings(Optional<MailSettings> mail, String secretKey, Limits limits, List<Path> files) {
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
                        number(values, "owner-match-percent") / 100.0),
                directories(values.getOrDefault("alert-files", "")));
    }

    private static List<Path> directories(String value) {
        return Arrays.stream(value.replaceAll("[\\[\\]]", "").split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(AlertSettings::directory)
                .toList();
    }

    private static Path directory(String value) {
        Path path = Path.of(value);
        if (!path.isAbsolute()) {
            throw new Refusal(
                    "setting alert-files: %s is refused; it must be absolute paths of directories".formatted(value));
        }
        return path;
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
