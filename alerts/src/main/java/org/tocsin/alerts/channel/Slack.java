package org.tocsin.alerts.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Request;

/** An incoming webhook of Slack: a fallback text and Block Kit sections. */
final class Slack extends Chat {
    /** Characters that a section may have, and of its parts, which escapes may make five times as long. */
    private static final int SECTION = 3_000;

    private static final int TITLE = 200;
    private static final int DETAILS = 350;

    Slack(GuardedClient client) {
        super("slack", client);
    }

    @Override
    Request request(Message message) {
        Telling telling = Telling.of(message.alert(), ITEMS);
        List<Object> blocks = new ArrayList<>();
        blocks.add(Map.of(
                "type",
                "header",
                "text",
                Map.of("type", "plain_text", "text", Escape.line(telling.headline(), 150), "emoji", false)));
        for (Telling.Item item : telling.items()) {
            String text = text(item);
            blocks.add(section(text.length() > SECTION ? text(item.withoutUrl()) : text));
        }
        if (telling.more() > 0) {
            blocks.add(section(more(telling)));
        }
        return post(
                address(message),
                Map.of(),
                Map.of(
                        "text",
                        Escape.slack(telling.headline()),
                        "blocks",
                        blocks,
                        "unfurl_links",
                        false,
                        "unfurl_media",
                        false));
    }

    private static String text(Telling.Item item) {
        String title = Escape.slack(Escape.line(item.title(), TITLE));
        String link =
                item.url().isEmpty() ? "*" + title + "*" : "*<" + item.url().replace("&", "&amp;") + "|" + title + ">*";
        return link + " (" + item.label() + ")\n" + Escape.slack(Escape.line(item.details(), DETAILS));
    }

    private static Map<String, Object> section(String text) {
        return Map.of("type", "section", "text", Map.of("type", "mrkdwn", "text", text, "verbatim", true));
    }
}
