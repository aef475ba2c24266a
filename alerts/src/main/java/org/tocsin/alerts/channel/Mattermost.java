package org.tocsin.alerts.channel;

import java.util.Map;
import java.util.stream.Collectors;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;

/** An incoming webhook of Mattermost: one Markdown text. */
final class Mattermost extends Chat {
    Mattermost(GuardedClient client) {
        super("mattermost", client);
    }

    @Override
    Request request(Message message) {
        return post(address(message), Map.of(), Map.of("text", markdown(Telling.of(message.alert(), ITEMS))));
    }

    static String markdown(Telling telling) {
        String items = telling.items().stream()
                .map(item -> {
                    String title = Escape.markdown(item.title());
                    String link = item.url().isEmpty() ? "**" + title + "**" : "[" + title + "](" + item.url() + ")";
                    return "- %s \\(%s\\) %s"
                            .formatted(link, Escape.markdown(item.label()), Escape.markdown(item.details()));
                })
                .collect(Collectors.joining("\n"));
        return "**%s**\n%s\n%s"
                .formatted(Escape.markdown(telling.headline()), items, more(telling))
                .strip();
    }
}
