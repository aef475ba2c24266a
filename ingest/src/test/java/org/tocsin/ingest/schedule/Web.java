package org.tocsin.ingest.schedule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.Request;

/** A web of a few pages in memory, which remembers what it was asked for; every other address answers 404. */
final class Web {
    private final Map<String, Function<Request, Answer>> pages = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    Web page(String url, String type, String body) {
        return page(url, type, body.getBytes(StandardCharsets.UTF_8));
    }

    Web page(String url, String type, byte[] body) {
        return answer(url, 200, Map.of("content-type", List.of(type)), body);
    }

    Web answer(String url, int status, Map<String, List<String>> headers, byte[] body) {
        pages.put(url, request -> new Answer.Received(status, request.url(), null, headers, body, false));
        return this;
    }

    Answer send(Request request) {
        String url = request.url().toString();
        asked.add(url);
        return pages.getOrDefault(url, one -> new Answer.Received(404, one.url(), null, Map.of(), new byte[0], false))
                .apply(request);
    }

    /** Every address asked for, in order. */
    List<String> asked() {
        return asked;
    }

    static String rss(String... titles) {
        StringBuilder items = new StringBuilder();
        for (String title : titles) {
            items.append("<item><guid>%s</guid><title>%s</title></item>".formatted(title, title));
        }
        return "<rss version='2.0'><channel><title>Paper</title>" + items + "</channel></rss>";
    }
}
