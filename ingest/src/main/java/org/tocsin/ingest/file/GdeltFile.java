package org.tocsin.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.text.Lines;
import org.tocsin.ingest.text.PlainText;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists of article addresses by GDELT 2.x: events ({@code export}), mentions, and the Global Knowledge Graph, which has titles
 * too. Each row gives the address, time and source of an article; where the row has no title, the words of the address are it, or the address itself.
 */
final class GdeltFile {
    private static final int EVENT_TIME = 59;
    private static final int EVENT_ADDRESS = 60;
    private static final Pattern PRECISE = Pattern.compile("\\d{14}");

    private final ArticleFile file;
    private final Items items;
    private final Form form;

    GdeltFile(ArticleFile file, Items items, Form form) {
        this.file = file;
        this.items = items;
        this.form = form;
    }

    void read(String name, InputStream input) throws IOException {
        Lines lines = new Lines(input, ArticleFile.MAX_ITEM_BYTES);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            byte[] bytes = line;
            long number = lines.number();
            if (bytes.length > 0) {
                items.add(
                        name,
                        number,
                        bytes.length,
                        outcome -> row(name, number, new String(bytes, StandardCharsets.UTF_8), outcome));
            }
        }
    }

    private void row(String name, long number, String line, Items.Outcome outcome) {
        String[] columns = line.split("\t", -1);
        ObjectNode json = JsonFile.object();
        int least = form == Form.GDELT_EVENTS ? EVENT_ADDRESS + 1 : form == Form.GDELT_MENTIONS ? 16 : 27;
        if (columns.length < least) {
            outcome.rejected(
                    name, number, "columns", "%d columns where GDELT 2 has %d".formatted(columns.length, least));
            return;
        }
        switch (form) {
            case GDELT_EVENTS -> {
                json.put("url", columns[EVENT_ADDRESS].strip());
                json.put("published", columns[EVENT_TIME]);
            }
            case GDELT_MENTIONS -> {
                json.put("url", columns[5]);
                json.put("source", columns[4]);
                json.put("published", columns[2]);
            }
            default -> graph(json, columns);
        }
        String url = json.path("url").asString("");
        if (!Address.isWeb(url)) {
            outcome.rejected(name, number, "no-address", "the row names no web address");
            return;
        }
        if (json.path("title").asString("").isBlank()) {
            String words = words(url);
            json.put("title", words.isEmpty() ? url : words);
        }
        file.json(name, number, json, outcome);
    }

    private static void graph(ObjectNode json, String[] columns) {
        json.put("url", columns[4]);
        json.put("source", columns[3]);
        String precise = tagged("PAGE_PRECISEPUBTIMESTAMP", columns[26]);
        json.put("published", PRECISE.matcher(precise).matches() ? precise : columns[1]);
        json.put("title", PlainText.of(tagged("PAGE_TITLE", columns[26])));
        String authors = tagged("PAGE_AUTHORS", columns[26]);
        if (!authors.isBlank()) {
            json.put("authors", authors);
        }
    }

    /** What stands between the first tags of that name, empty without. */
    private static String tagged(String name, String text) {
        String tag = "<" + name + ">";
        int start = text.indexOf(tag);
        int from = start + tag.length();
        int end = start < 0 ? -1 : text.indexOf("</" + name + ">", from);
        return end < 0 ? "" : text.substring(from, end);
    }

    /** The words of the longest segment of the path, without numbers; empty when it has fewer than three. */
    private static String words(String url) {
        String best = "";
        for (String segment : url.replaceFirst("^https?://[^/]*", "")
                .replaceFirst("[?#].*", "")
                .split("/", -1)) {
            String words = segment.replaceFirst("\\.\\w{2,5}$", "")
                    .replaceAll("[-_+]+", " ")
                    .replaceAll("\\b\\w*\\d{4,}\\w*\\b|%[0-9A-Fa-f]{2}", " ")
                    .strip()
                    .replaceAll("\\s+", " ");
            best = words.length() > best.length() ? words : best;
        }
        return best.split(" ", -1).length < 3 ? "" : best.substring(0, 1).toUpperCase(Locale.ROOT) + best.substring(1);
    }
}
