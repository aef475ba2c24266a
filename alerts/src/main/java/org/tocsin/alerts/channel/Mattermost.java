package org.tocsin.alerts.channel;

import java.util.Map;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;

/** An incoming webhook of Mattermost: one Markdown text. */
final class Mattermost extends Chat {
    /** A post may have 16,383. */
    private static final int CHARACTERS = 15_000;

    Mattermost(GuardedClient client) {
        super("mattermost", client);
    }

    @Override
    Request request(Message message) {
        return post(address(message), Map.of(), Map.of("text", markdown(Telling.of(message.alert(), ITEMS))));
    }

    static String markdown(Telling telling) {
        Telling.Fitting items = telling.fit(CHARACTERS, Mattermost::line, (item, line) -> line.length() + 1);
        return "**%s**\n%s%s"
                .formatted(Escape.markdown(telling.headline()), String.join("\n", items.items()), items.more("\n"))
                .strip();
    }

    private static String line(Telling.Item item) {
        String title = Escape.markdown(item.title());
        String link = item.url().isEmpty() ? "**" + title + "**" : "[" + title + "](" + item.url() + ")";
        return "- %s \\(%s\\) %s".formatted(link, Escape.markdown(item.label()), Escape.markdown(item.details()));
    }
}
