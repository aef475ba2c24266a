package org.tocsin.app.feedquality;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The files of the Universal Feed Parser. Each says in a comment, as a Python expression, what must come out:
 * {@code not bozo and entries[0]['title'] == u'Example'}.
 */
final class FeedparserCorpus {
    private static final Pattern EXPECT = Pattern.compile("(?m)^\\s*Expect:\\s*(.*)$");
    private static final Pattern HEADER = Pattern.compile("(?im)^\\s*Header:\\s*([\\w-]+):\\s*(.*)$");
    private static final String LITERAL =
            "u?(?:'''(?:[^\\\\]|\\\\.)*?'''|'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\")";
    private static final Pattern STATEMENT =
            Pattern.compile("(feed|entries\\[(\\d+)])((?:\\['[^']*']|\\[\\d+]|\\.\\w+)+)\\s*==\\s*(" + LITERAL
                    + "(?:\\s*\\+?\\s*" + LITERAL + ")*|\\([\\d, ]+\\))");
    private static final Pattern ONE = Pattern.compile(LITERAL);

    private FeedparserCorpus() {}

    static Verdict judge(String file, byte[] bytes) {
        String text = readable(bytes);
        Matcher expect = EXPECT.matcher(text);
        if (!expect.find()) {
            return Verdict.leftOut(file, "says nothing that is expected");
        }
        String expectation = expect.group(1);
        String contentType = "";
        String base = "http://127.0.0.1:8097/" + file.replaceFirst("^.*?feedparser/", "tests/");
        boolean based = false;
        Matcher header = HEADER.matcher(text);
        while (header.find()) {
            if (header.group(1).equalsIgnoreCase("content-type")) {
                contentType = header.group(2).strip();
            } else if (header.group(1).equalsIgnoreCase("content-location")) {
                String location = header.group(2).strip();
                base = location.startsWith("http")
                        ? location
                        : "http://127.0.0.1:8097/" + location.replaceFirst("^/", "");
                based = true;
            }
        }
        boolean relative = based || file.contains("_docuri") || expectation.contains("127.0.0.1:8097");
        Comparison comparison = new Comparison(file, bytes, contentType, relative ? base : "");
        if (expectation.contains("<svg") || expectation.contains("<math")) {
            return Verdict.leftOut(file, "expects drawings or formulas, which are taken out");
        }
        if (expectation.contains("<script>")) {
            return Verdict.leftOut(file, "expects the code of scripts, which browsers do not show, as text");
        }
        boolean faulty = expectation.startsWith("bozo");
        if (faulty) {
            comparison.holds("a fault is said", comparison.faultSaid());
        }
        Matcher statement = STATEMENT.matcher(expectation);
        int skipped = 0;
        while (statement.find()) {
            String path = statement.group(3).replaceAll("\\.(\\w+)", "['$1']").replaceAll("\\['|']", ".");
            path = path.replaceAll("\\.+", ".").replaceAll("^\\.|\\.$", "");
            boolean whole = statement.group(1).equals("feed");
            JsonNode node = whole ? comparison.feed() : comparison.item(Integer.parseInt(statement.group(2)));
            if (!compare(comparison, whole, path, statement.group(4), node)) {
                skipped++;
            }
        }
        return comparison.verdict(
                skipped > 0
                        ? "expects a field that news has no use for"
                        : "expects a property of the parser, not of the feed");
    }

    private static boolean compare(Comparison with, boolean whole, String path, String literal, JsonNode node) {
        String value = literal.startsWith("(") ? tuple(literal) : string(literal);
        switch (path) {
            case "title", "title_detail.value" -> {
                if (node.has("titleHtml") || value.contains("<img")) {
                    with.markup(path, value, node.has("titleHtml") ? node.path("titleHtml") : node.path("title"));
                } else {
                    with.text(path, value, node.path("title"));
                }
            }
            case "description",
                    "summary",
                    "summary_detail.value",
                    "tagline",
                    "tagline_detail.value",
                    "subtitle",
                    "info" -> {
                if (whole) {
                    with.text(path, value, node.path("description"));
                } else {
                    with.markup(path, value, node.path("summary"));
                }
            }
            case "content[0].value" -> with.markup(path, value, node.path("content"));
            case "link" -> with.same(path, value, node.path("link"));
            case "id", "guid" -> with.same(path, value, node.path("id"));
            case "language" -> with.same(path, value, node.path("language"));
            case "generator" -> with.text(path, value, node.path("generator"));
            case "copyright", "rights" -> {
                if (!whole) {
                    return false;
                }
                with.text(path, value, node.path("copyright"));
            }
            case "image.href", "image.url" -> {
                if (whole) {
                    with.same(path, value, node.path("image"));
                } else {
                    with.among(path, value, node.path("images"));
                }
            }
            case "icon" -> with.same(path, value, node.path("icon"));
            case "comments" -> with.same(path, value, node.path("comments"));
            case "source.title" -> with.text(path, value, node.path("source"));
            case "author_detail.name",
                    "authors[0].name",
                    "author_detail.email",
                    "authors[0].email",
                    "author_detail.url",
                    "authors[0].url" -> author(with, path, value, node);
            case "author" -> with.among(path, value.replaceFirst("\\s*\\(.*", ""), alternatives(node));
            case "tags[0].term", "tags[1].term", "tags[2].term", "category" ->
                with.among(path, value, node.path("categories"));
            case "enclosures[0].href", "enclosures[0].url" ->
                with.same(path, value, node.path("enclosures").path(0).path("url"));
            case "enclosures[0].type" ->
                with.same(path, value, node.path("enclosures").path(0).path("type"));
            case "enclosures[0].length" ->
                with.same(path, value, node.path("enclosures").path(0).path("length"));
            case "published", "published_parsed", "created", "created_parsed" ->
                with.time(path, value, node.path("published"));
            case "updated", "updated_parsed", "modified", "modified_parsed" ->
                with.time(path, value, node.path("updated"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void author(Comparison with, String path, String value, JsonNode node) {
        String field = path.substring(path.lastIndexOf('.') + 1);
        JsonNode detail = node.path("authorDetails").path(0).path(field);
        if (field.equals("name") && detail.isMissingNode()) {
            with.among(path, value, node.path("authors"));
        } else {
            with.same(path, value, detail);
        }
    }

    private static JsonNode alternatives(JsonNode node) {
        var list = org.tocsin.model.Json.mapper().createArrayNode();
        node.path("authors").forEach(list::add);
        node.path("authorDetails").forEach(one -> one.forEach(list::add));
        return list;
    }

    private static String tuple(String literal) {
        List<Integer> parts = Pattern.compile("\\d+")
                .matcher(literal)
                .results()
                .map(number -> Integer.valueOf(number.group()))
                .toList();
        return LocalDateTime.of(parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4), parts.get(5))
                .atOffset(ZoneOffset.UTC)
                .toString()
                .replaceFirst("(T\\d\\d:\\d\\d)Z", "$1:00Z");
    }

    private static String string(String literals) {
        StringBuilder out = new StringBuilder();
        Matcher one = ONE.matcher(literals);
        while (one.find()) {
            String quoted = one.group().replaceFirst("^u", "");
            int quotes = quoted.startsWith("'''") ? 3 : 1;
            out.append(unescape(quoted.substring(quotes, quoted.length() - quotes)));
        }
        return out.toString();
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char next = text.charAt(++i);
            int digits = next == 'x' ? 2 : next == 'u' ? 4 : next == 'U' ? 8 : 0;
            if (digits > 0 && i + digits < text.length()) {
                out.appendCodePoint(Integer.parseInt(text.substring(i + 1, i + 1 + digits), 16));
                i += digits;
            } else {
                out.append(
                        switch (next) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            default -> next;
                        });
            }
        }
        return out.toString();
    }

    /** The comment is readable in one of these, whatever the rest is. */
    private static String readable(byte[] bytes) {
        for (Charset charset : List.of(
                StandardCharsets.UTF_8,
                Charset.forName("UTF-32BE"),
                Charset.forName("UTF-32LE"),
                StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_16LE)) {
            String text = new String(bytes, charset);
            if (text.contains("Expect:")) {
                return text;
            }
        }
        return "";
    }
}
