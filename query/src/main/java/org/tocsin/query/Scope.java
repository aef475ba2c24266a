package org.tocsin.query;

import java.util.Locale;

/** The part of an article that a word is looked for in. */
enum Scope {
    ALL(0),
    TITLE(1),
    SUMMARY(2),
    BODY(3),
    LEAD(4);

    private final int code;

    Scope(int code) {
        this.code = code;
    }

    /** Its number in a program. */
    int code() {
        return code;
    }

    /** The scope of a number in a program. */
    static Scope of(int code) {
        return switch (code) {
            case 0 -> ALL;
            case 1 -> TITLE;
            case 2 -> SUMMARY;
            case 3 -> BODY;
            default -> LEAD;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
