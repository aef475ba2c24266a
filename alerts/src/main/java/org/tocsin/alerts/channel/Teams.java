package org.tocsin.alerts.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;

/** A workflow of Microsoft Teams that takes an Adaptive Card 1.4. */
final class Teams extends Chat {
    Teams(GuardedClient client) {
        super("teams", client);
    }

    @Override
    Request request(Message message) {
        Telling telling = Telling.of(message.alert(), ITEMS);
        List<Object> body = new ArrayList<>();
        body.add(text(Escape.markdown(telling.headline()), "Medium", "Bolder"));
        for (Telling.Item item : telling.items()) {
            String title = Escape.markdown(item.title());
            body.add(text(item.url().isEmpty() ? title : "[" + title + "](" + item.url() + ")", "Default", "Bolder"));
            body.add(text(Escape.markdown(item.label() + ". " + item.details()), "Small", "Lighter"));
        }
        if (telling.more() > 0) {
            body.add(text(more(telling), "Small", "Default"));
        }
        Map<String, Object> card = Map.of(
                "$schema", "http://adaptivecards.io/schemas/adaptive-card.json",
                "type", "AdaptiveCard",
                "version", "1.4",
                "body", body);
        return post(
                address(message),
                Map.of(),
                Map.of(
                        "type",
                        "message",
                        "attachments",
                        List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card))));
    }

    private static Map<String, Object> text(String text, String size, String weight) {
        return Map.of("type", "TextBlock", "text", text, "size", size, "weight", weight, "wrap", true);
    }
}
