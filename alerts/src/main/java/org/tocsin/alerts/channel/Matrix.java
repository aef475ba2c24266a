package org.tocsin.alerts.channel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * A message in a Matrix room, by the client-server API v3: the target is the room's id, the option {@code homeserver} its
 * server, the secret an access token. The transaction is the alert's id, so the server itself drops repeats.
 */
final class Matrix extends HttpChannel {
    /** Of the text and of its HTML; an event may have 65,536 in all. */
    private static final int BYTES = 28_000;

    Matrix(GuardedClient client) {
        super("matrix", client);
    }

    @Override
    String address(Destination destination, String secret) {
        return destination.option("homeserver", "") + "/_matrix/client/v3/rooms/"
                + URLEncoder.encode(destination.target(), StandardCharsets.UTF_8) + "/send/m.room.message/";
    }

    @Override
    String addressField(String secret) {
        return "options.homeserver";
    }

    @Override
    public Set<String> options() {
        return Set.of("homeserver");
    }

    @Override
    List<Problem> problems(Destination destination, String secret) {
        if (!destination.target().matches("![^:\\s]{1,200}(:\\S{1,200})?")) {
            return List.of(new Problem("target", "it must be a room's id, such as !abc:example.org"));
        }
        if (destination.option("homeserver", "").isEmpty()) {
            return List.of(new Problem("options.homeserver", "the address of the room's server is needed"));
        }
        return secret.isEmpty() ? List.of(new Problem("secret", "an access token is needed")) : tokenProblems(secret);
    }

    @Override
    Request request(Message message) {
        Telling telling = Telling.of(message.alert(), Chat.ITEMS);
        Telling.Fitting plain = telling.fit(BYTES, Matrix::plain, (item, line) -> bytes(line));
        Telling.Fitting html = telling.fit(BYTES, Matrix::html, (item, line) -> bytes(line));
        Map<String, Object> body = Map.of(
                "msgtype",
                "m.text",
                "body",
                Escape.chat(telling.headline()) + "\n" + String.join("\n", plain.items()) + plain.more("\n"),
                "format",
                "org.matrix.custom.html",
                "formatted_body",
                "<b>%s</b><ul>%s</ul>%s"
                        .formatted(Escape.chatHtml(telling.headline()), String.join("", html.items()), html.more("")),
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

    /** Servers from before version 1.10 of the specification say it in the body, in milliseconds. */
    @Override
    long wish(Answer.Received answer) {
        return Math.ceilDiv(json(answer).path("retry_after_ms").asLong(0), 1_000);
    }

    private static String plain(Telling.Item item) {
        return "%s (%s) %s\n%s"
                .formatted(Escape.chat(item.title()), item.label(), item.url(), Escape.chat(item.details()));
    }

    private static String html(Telling.Item item) {
        String title = Escape.chatHtml(item.title());
        String link = item.url().isEmpty() ? title : "<a href=\"" + Escape.html(item.url()) + "\">" + title + "</a>";
        return "<li>%s (%s)<br>%s</li>".formatted(link, item.label(), Escape.chatHtml(item.details()));
    }

    private static int bytes(String text) {
        return Json.bytes(text).length;
    }
}
