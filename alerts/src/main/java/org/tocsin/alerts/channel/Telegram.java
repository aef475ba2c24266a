package org.tocsin.alerts.channel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tocsin.model.Destination;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;
import tools.jackson.databind.JsonNode;

/** A Telegram bot's {@code sendMessage}: the target is the chat, the secret the bot's token. */
final class Telegram extends HttpChannel {
    /** A message may have 4,096. */
    private static final int CHARACTERS = 3_800;

    Telegram(GuardedClient client) {
        super("telegram", client);
    }

    @Override
    String address(Destination destination, String secret) {
        return destination.option("api", "https://api.telegram.org") + "/bot" + secret + "/sendMessage";
    }

    @Override
    String addressField(String secret) {
        return "options.api";
    }

    @Override
    public Set<String> options() {
        return Set.of("api");
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
        Telling.Fitting items = telling.fit(CHARACTERS, Telegram::line, (item, line) -> seen(item));
        return "<b>" + Escape.chatHtml(telling.headline()) + "</b>" + String.join("", items.items()) + items.more("\n");
    }

    private static String line(Telling.Item item) {
        String title = Escape.chatHtml(item.title());
        return "\n%s (%s)\n%s"
                .formatted(
                        item.url().isEmpty() ? title : "<a href=\"" + Escape.html(item.url()) + "\">" + title + "</a>",
                        Escape.chatHtml(item.label()),
                        Escape.chatHtml(item.details()));
    }

    /** Characters that count: those that are left when marks and entities are read. */
    private static int seen(Telling.Item item) {
        return Escape.chat("\n" + item.title() + " (" + item.label() + ")\n" + item.details())
                .length();
    }

    @Override
    long wish(Answer.Received answer) {
        return json(answer).path("parameters").path("retry_after").asLong(0);
    }

    @Override
    Result accepted(Answer.Received answer) {
        JsonNode json = json(answer);
        if (json.isMissingNode()) {
            return new Result.Failed("what answered is not Telegram", 0);
        }
        return json.path("ok").asBoolean(false)
                ? new Result.Delivered()
                : new Result.Failed("Telegram answered that it was not sent", 0);
    }
}
