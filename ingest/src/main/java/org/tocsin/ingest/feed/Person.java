package org.tocsin.ingest.feed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who wrote; empty strings where not said, but not all. */
public record Person(String name, String email, String url) {
    private static final Pattern MAIL = Pattern.compile("[\\w.+%-]+@[\\w-]+(?:\\.[\\w-]+)+");

    /** Reads {@code me@example.org (Name)}, {@code Name (me@example.org)}, {@code Name <me@example.org>} and the like. */
    static Person parse(String text) {
        Matcher mail = MAIL.matcher(text);
        if (!mail.find()) {
            return new Person(text.replaceAll("\\s+", " ").strip(), "", "");
        }
        String name = (text.substring(0, mail.start()) + text.substring(mail.end()))
                .replaceAll("(?i)mailto:|[()<>]", " ")
                .replaceAll("\\s+", " ")
                .strip();
        return new Person(name, mail.group(), "");
    }

    /** The name, else the mail address, else the page. */
    public String shown() {
        return !name.isEmpty() ? name : !email.isEmpty() ? email : url;
    }

    boolean isEmpty() {
        return name.isEmpty() && email.isEmpty() && url.isEmpty();
    }
}
