package org.tocsin.replay.sql;

import java.util.regex.Pattern;
import org.tocsin.runtime.Refusal;

/** Texts of SQL as the dialect of DuckDB parts them into statements. */
final class Statements {
    /** Texts, names in quotes and comments, in which a semicolon ends nothing. */
    private static final Pattern QUOTED = Pattern.compile(
            "\\b[eE]'(?:[^'\\\\]|''|\\\\.)*+'|'[^']*+'|\"[^\"]*+\"|\\$(\\w*+)\\$.*?\\$\\1\\$|--[^\n]*+|/\\*.*?\\*/",
            Pattern.DOTALL);

    private Statements() {}

    /** {@link Refusal} when there are several: DuckDB would run all of them and answer the last. */
    static void one(String sql) {
        String plain = QUOTED.matcher(sql).replaceAll(" ").replaceFirst("[;\\s]+$", "");
        if (plain.contains(";")) {
            throw new Refusal("several statements were given; it must be one");
        }
    }
}
