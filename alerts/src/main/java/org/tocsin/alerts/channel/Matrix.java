package org.tocsin.alerts.channel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * A message in a Matrix room, by the client-server API v3: the target is the room's id, the option {@code homeserver} its
 * server, the secret an access token. The transaction is the alert's id, so the server itself drops repeats.
 */
final class Matrix extends HttpChannel {
    Matrix(GuardedClient client) {
        super("matrix", client);
    }

    @Override
    String address(Destination destination, String secret) {
        return destination.option("homeserver", "") + "/_matrix/client/v3/rooms/"
                + URLEncoder.encode(destination.target(), StandardCharsets.UTF_8) + "/send/m.room.message/";
    }

    @Override
    List<Problem> problems(Destination destination, String secret) {
        if (!destination.target().matches("![^:\\s]{1,200}(:\\S{1,200})?")) {
            return List.of(new Problem("target", "it must be a room's id, such as !abc:example.org"));
        }
        if (destination.option("homeserver", "").isEmpty()) {
            return List.of(new Problem("options.homeserver", "the address of the room's server is needed"));
        }
        return secret.isEmpty() ? List.of(new Problem("secret", "an access token is needed")) : List.of();
    }

    @Override
    Request request(Message message) {
        Telling telling = Telling.of(message.alert(), Chat.ITEMS);
        String plain = telling.items().stream()
                .map(item -> "%s (%s) %s\n%s".formatted(item.title(), item.label(), item.url(), item.details()))
                .collect(Collectors.joining("\n"));
        String html = telling.items().stream()
                .map(item -> {
                    String title = Escape.html(item.title());
                    String link = item.url().isEmpty()
                            ? title
                            : "<a href=\"" + Escape.html(item.url()) + "\">" + title + "</a>";
                    return "<li>%s (%s)<br>%s</li>".formatted(link, item.label(), Escape.html(item.details()));
                })
                .collect(Collectors.joining());
        String more = telling.more() == 0 ? "" : "\nand %d more".formatted(telling.more());
        Map<String, Object> body = Map.of(
                "msgtype",
                "m.text",
                "body",
                telling.headline() + "\n" + plain + more,
                "format",
                "org.matrix.custom.html",
                "formatted_body",
                "<b>%s</b><ul>%s</ul>%s".formatted(Escape.html(telling.headline()), html, more.strip()),
                "m.mentions",
                Map.of());
        return new Request(
                Request.Method.PUT,
                WebUrl.parse(address(message.destination(), message.secret())
                        + message.alert().id()),
                Map.of("content-type", "application/json", "authorization", "Bearer " + message.secret()),
                Json.bytes(body),
                Limits.MESSAGE,
                null);
    }
}
