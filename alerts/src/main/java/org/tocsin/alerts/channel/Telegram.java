package org.tocsin.alerts.channel;

import java.util.List;
import java.util.Map;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A Telegram bot's {@code sendMessage}: the target is the chat, the secret the bot's token. */
final class Telegram extends HttpChannel {
    private static final int CHARACTERS = 4_000;

    Telegram(GuardedClient client) {
        super("telegram", client);
    }

    @Override
    String address(Destination destination, String secret) {
        return destination.option("api", "https://api.telegram.org") + "/bot" + secret + "/sendMessage";
    }

    @Override
    List<Problem> problems(Destination destination, String secret) {
        if (!secret.matches("\\d{1,20}:[\\w-]{20,100}")) {
            return List.of(new Problem("secret", "it must be a bot's token, such as 123456:ABC-DEF…"));
        }
        return destination.target().matches("-?\\d{1,20}|@\\w{4,64}")
                ? List.of()
                : List.of(new Problem("target", "it must be a chat's number or @name"));
    }

    @Override
    Request request(Message message) {
        return post(
                address(message.destination(), message.secret()),
                Map.of(),
                Map.of(
                        "chat_id", message.destination().target(),
                        "text", html(Telling.of(message.alert(), Chat.ITEMS)),
                        "parse_mode", "HTML",
                        "link_preview_options", Map.of("is_disabled", true)));
    }

    private static String html(Telling telling) {
        StringBuilder text = new StringBuilder("<b>" + Escape.chatHtml(telling.headline()) + "</b>");
        int left = telling.items().size();
        for (Telling.Item item : telling.items()) {
            String title = Escape.chatHtml(item.title());
            String line = "\n%s (%s)\n%s"
                    .formatted(
                            item.url().isEmpty()
                                    ? title
                                    : "<a href=\"" + Escape.html(item.url()) + "\">" + title + "</a>",
                            Escape.chatHtml(item.label()),
                            Escape.chatHtml(item.details()));
            if (text.length() + line.length() > CHARACTERS) {
                break;
            }
            text.append(line);
            left--;
        }
        int more = left + telling.more();
        return more == 0 ? text.toString() : text + "\nand " + more + " more";
    }

    @Override
    Result accepted(Answer.Received answer) {
        try {
            JsonNode json = Json.mapper().readTree(answer.body());
            return json.path("ok").asBoolean(false)
                    ? new Result.Delivered()
                    : new Result.Failed("Telegram answered that it was not sent", 0);
        } catch (JacksonException e) {
            return new Result.Failed("what answered is not Telegram", 0);
        }
    }
}
