package org.tocsin.ingest.feed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who wrote; empty strings where not said, but not all. */
public record Person(String name, String email, String url) {
    private static final Pattern MAIL = Pattern.compile("(?<![\\w.+%-])[\\w.+%-]++@[\\w-]+(?:\\.[\\w-]+)+");

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern AROUND = Pattern.compile("(?i)mailto:|[()<>]");

    /** Reads {@code me@example.org (Name)}, {@code Name (me@example.org)}, {@code Name <me@example.org>} and the like. */
    static Person parse(String text) {
        Matcher mail = MAIL.matcher(text);
        if (!mail.find()) {
            return new Person(together(text), "", "");
        }
        String around = text.substring(0, mail.start()) + text.substring(mail.end());
        return new Person(together(AROUND.matcher(around).replaceAll(" ")), mail.group(), "");
    }

    private static String together(String text) {
        return BLANKS.matcher(text).replaceAll(" ").strip();
    }

    /** The name, else the mail address, else the page. */
    public String shown() {
        return !name.isEmpty() ? name : !email.isEmpty() ? email : url;
    }

    boolean isEmpty() {
        return name.isEmpty() && email.isEmpty() && url.isEmpty();
    }
}
