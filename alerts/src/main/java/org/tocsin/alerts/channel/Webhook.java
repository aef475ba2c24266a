package org.tocsin.alerts.channel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Posts {@code {type, timestamp, data}} as Standard Webhooks 1.0.0 says, signed with the secret. Two secrets, separated
 * by a space, both sign while a receiver moves from one to the other.
 */
final class Webhook extends HttpChannel {
    private static final int MOST_SECRETS = 2;

    Webhook(GuardedClient client) {
        super("webhook", client);
    }

    /** The body: what kind of event, when it came about, and the alert. */
    private record Event(String type, String timestamp, Alert data) {}

    @Override
    String address(Destination destination, String secret) {
        return destination.target();
    }

    @Override
    List<Problem> problems(Destination destination, String secret) {
        List<String> secrets = secrets(secret);
        if (secrets.size() > MOST_SECRETS) {
            return List.of(new Problem("secret", "at most two may be given, the new and the old one"));
        }
        return secrets.stream()
                .map(WebhookSignature::problem)
                .filter(problem -> !problem.isEmpty())
                .map(problem -> new Problem("secret", problem))
                .toList();
    }

    private static List<String> secrets(String secret) {
        return secret.isBlank() ? List.of() : Arrays.asList(secret.strip().split("\\s+", -1));
    }

    @Override
    Request request(Message message) {
        Alert alert = message.alert();
        byte[] body =
                Json.bytes(new Event("alert." + alert.kind(), alert.created().toString(), alert));
        long at = message.at().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("webhook-id", alert.id());
        headers.put("webhook-timestamp", String.valueOf(at));
        List<String> secrets = secrets(message.secret());
        if (!secrets.isEmpty()) {
            headers.put(
                    "webhook-signature",
                    secrets.stream()
                            .map(one -> WebhookSignature.sign(one, alert.id(), at, utf8(body)))
                            .collect(Collectors.joining(" ")));
        }
        return new Request(
                Request.Method.POST, WebUrl.parse(message.destination().target()), headers, body, Limits.MESSAGE, null);
    }
}
