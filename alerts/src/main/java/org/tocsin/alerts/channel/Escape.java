package org.tocsin.alerts.channel;

import java.util.Locale;
import java.util.regex.Pattern;

/** Foreign text made harmless, for each format that channels write. */
final class Escape {
    private static final String ZERO_WIDTH_SPACE = "\u200b";

    /** What clients take for the address of a web site or a server though it stands alone. */
    private static final Pattern BARE_LINK =
            Pattern.compile("(?<=[\\p{L}\\p{N}-])\\.(?=\\p{L})|(?<=\\d)\\.(?=\\d+\\.\\d)|:(?=//)");

    private static final int LONGEST_URL = 2_000;

    private Escape() {}

    /**
     * One line: control characters, line separators and everything that turns the direction of text become spaces or
     * vanish.
     *
     * @param most characters; a longer text ends in an ellipsis
     */
    static String line(String text, int most) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), most + 1));
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            switch (Character.getType(point)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> point = ' ';
                case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> {
                    // joiners are part of how some scripts and emoji are written
                    if (point != 0x200c && point != 0x200d) {
                        continue;
                    }
                }
                default -> {}
            }
            if (out.length() + Character.charCount(point) > most - 1 && i < text.length()) {
                return out.append('…').toString();
            }
            if (point != ' ' || (!out.isEmpty() && out.charAt(out.length() - 1) != ' ')) {
                out.appendCodePoint(point);
            }
        }
        return out.toString().strip();
    }

    /** The address when it is one of the web that can stand in any format, of at most 2,000 characters, else nothing. */
    static String url(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean web = lower.startsWith("https://") || lower.startsWith("http://");
        return web && text.matches("[\\x21-\\x7e&&[^\"'<>\\\\^`{|}()\\[\\]*_~]]{1,2000}") ? text : encoded(text, web);
    }

    private static String encoded(String text, boolean web) {
        if (!web || text.length() > LONGEST_URL || text.codePoints().anyMatch(c -> c <= 0x20 || c == 0x7f)) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (byte octet : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c > 0x7e || "\"'<>\\^`{|}()[]*_~".indexOf(c) >= 0) {
                out.append("%%%02X".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.length() > LONGEST_URL ? "" : out.toString();
    }

    /** For HTML and XML, in text and in quoted attributes. */
    static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** For HTML of chats. */
    static String chatHtml(String text) {
        return html(chat(text));
    }

    /** For plain text of chats, which look for mentions and bare links: every one is broken. */
    static String chat(String text) {
        return BARE_LINK.matcher(noMention(text)).replaceAll("$0" + ZERO_WIDTH_SPACE);
    }

    /** For Markdown: every sign that could mean something is escaped, every mention and bare link is broken. */
    static String markdown(String text) {
        StringBuilder out = new StringBuilder();
        for (char c :
                noMention(text).replace("://", ":" + ZERO_WIDTH_SPACE + "//").toCharArray()) {
            if ("\\`*_{}[]()<>#+-.!|~:&".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    /** For Slack's mrkdwn, which has no escape of its own for emphasis: those signs get a twin that means nothing. */
    static String slack(String text) {
        return noMention(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace('*', '∗')
                .replace('_', 'ˍ')
                .replace('~', '∼')
                .replace('`', 'ˋ')
                .replace('|', '∣');
    }

    private static String noMention(String text) {
        return text.replace("@", "@" + ZERO_WIDTH_SPACE);
    }
}
