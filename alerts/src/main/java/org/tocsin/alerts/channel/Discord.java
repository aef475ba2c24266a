package org.tocsin.alerts.channel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;

/** An incoming webhook of Discord: a content line and up to ten embeds, no mention allowed. */
final class Discord extends Chat {
    private static final int EMBEDS = 10;

    /** Escapes may double them, and all embeds together may have 6,000 characters. */
    private static final int TITLE = 120;

    private static final int DESCRIPTION = 150;

    /** Of one that stands alone. */
    private static final int LONG_DESCRIPTION = 1_000;

    Discord(GuardedClient client) {
        super("discord", client);
    }

    @Override
    Request request(Message message) {
        Telling telling = Telling.of(message.alert(), EMBEDS);
        int room = telling.items().size() == 1 ? LONG_DESCRIPTION : DESCRIPTION;
        String content = Escape.markdown(telling.headline()) + (telling.more() > 0 ? ", " + more(telling) : "");
        return post(
                address(message),
                Map.of(),
                Map.of(
                        "content", content,
                        "embeds",
                                telling.items().stream()
                                        .map(item -> embed(item, room))
                                        .toList(),
                        "allowed_mentions", Map.of("parse", List.of())));
    }

    private static Map<String, Object> embed(Telling.Item item, int room) {
        Map<String, Object> embed = new LinkedHashMap<>();
        embed.put("title", Escape.markdown(Escape.line(item.title(), TITLE)));
        if (!item.url().isEmpty()) {
            embed.put("url", item.url());
        }
        embed.put("description", Escape.markdown(Escape.line(item.label() + ". " + item.details(), room)));
        return embed;
    }
}
