package org.tocsin.alerts.channel;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.model.Destination;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;

/** A topic of an ntfy server, as JSON: the target is its address, the secret an access token if it asks for one. */
final class Ntfy extends HttpChannel {
    /** A message may have 4,096. */
    private static final int BYTES = 3_800;

    Ntfy(GuardedClient client) {
        super("ntfy", client);
    }

    /** The server without the topic: JSON is posted to its root. */
    @Override
    String address(Destination destination, String secret) {
        String target = destination.target();
        return target.substring(0, target.lastIndexOf('/') + 1);
    }

    @Override
    List<Problem> problems(Destination destination, String secret) {
        return destination.target().matches("https?://[^/?#]+/([^?#]*/)?[\\w-]{1,64}")
                ? tokenProblems(secret)
                : List.of(
                        new Problem("target", "it must be the address of a topic, such as https://ntfy.example/desk"));
    }

    @Override
    Request request(Message message) {
        Telling telling = Telling.of(message.alert(), 10);
        Telling.Fitting items =
                telling.fit(BYTES, Ntfy::lines, (item, lines) -> lines.getBytes(StandardCharsets.UTF_8).length + 1);
        String target = message.destination().target();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("topic", target.substring(target.lastIndexOf('/') + 1));
        body.put("title", telling.headline());
        body.put("message", String.join("\n", items.items()) + items.more("\n"));
        body.put(
                "priority",
                switch (message.alert().priority()) {
                    case LOW -> 2;
                    case NORMAL -> 3;
                    case HIGH -> 4;
                    case URGENT -> 5;
                });
        String url = telling.items().getFirst().url();
        if (!url.isEmpty()) {
            body.put("click", url);
        }
        return post(
                address(message.destination(), message.secret()),
                message.secret().isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + message.secret()),
                body);
    }

    private static String lines(Telling.Item item) {
        return Escape.chat(item.title() + "\n" + item.details());
    }
}
