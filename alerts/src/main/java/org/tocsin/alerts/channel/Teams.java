package org.tocsin.alerts.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.model.Json;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;

/** A workflow of Microsoft Teams that takes an Adaptive Card 1.4. */
final class Teams extends Chat {
    /** A message may have 28 KB. */
    private static final int BYTES = 24_000;

    private static final int BYTES_OF_MARKS = 200;

    Teams(GuardedClient client) {
        super("teams", client);
    }

    @Override
    Request request(Message message) {
        Telling telling = Telling.of(message.alert(), ITEMS);
        List<Object> body = new ArrayList<>();
        body.add(text(Escape.markdown(telling.headline()), "Medium", "Bolder"));
        Telling.Fitting items = telling.fit(
                BYTES, Teams::heading, (item, heading) -> bytes(heading) + bytes(details(item)) + BYTES_OF_MARKS);
        for (int i = 0; i < items.items().size(); i++) {
            body.add(text(items.items().get(i), "Default", "Bolder"));
            body.add(text(details(telling.items().get(i)), "Small", "Lighter"));
        }
        if (items.more() > 0) {
            body.add(text(items.more(""), "Small", "Default"));
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

    private static String heading(Telling.Item item) {
        String title = Escape.markdown(item.title());
        return item.url().isEmpty() ? title : "[" + title + "](" + item.url() + ")";
    }

    private static String details(Telling.Item item) {
        return Escape.markdown(item.label() + ". " + item.details());
    }

    private static int bytes(String text) {
        return Json.bytes(text).length;
    }

    private static Map<String, Object> text(String text, String size, String weight) {
        return Map.of("type", "TextBlock", "text", text, "size", size, "weight", weight, "wrap", true);
    }
}
