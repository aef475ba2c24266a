package org.tocsin.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a query into tokens, each with its column. */
final class Lexer {
    enum Kind {
        WORD,
        PHRASE,
        FIELD,
        OPEN,
        CLOSE,
        COMMA,
        CARET,
        TILDE,
        MINUS,
        EXACT,
        AT_LEAST,
        END
    }

    record Token(Kind kind, String text, int column) {}

    private static final Pattern RUN = Pattern.compile("[^\\s()\",^~>]+");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z]+):");

    private Lexer() {}

    static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        boolean weight = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            int column = at + 1;
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '"') {
                int end = text.indexOf('"', at + 1);
                if (end < 0) {
                    throw new QueryException(column, "the quote that opens here is not closed; add a closing \"");
                }
                tokens.add(new Token(Kind.PHRASE, text.substring(at + 1, end), column));
                at = end + 1;
            } else if (text.startsWith(">=", at)) {
                tokens.add(new Token(Kind.AT_LEAST, ">=", column));
                at += 2;
            } else if ("(),^~".indexOf(c) >= 0) {
                tokens.add(new Token(single(c), String.valueOf(c), column));
                at++;
            } else if (c == '-' && !weight) {
                tokens.add(new Token(Kind.MINUS, "-", column));
                at++;
            } else if (c == '=') {
                tokens.add(new Token(Kind.EXACT, "=", column));
                at++;
            } else if (c == '>') {
                throw new QueryException(column, "expected >=");
            } else {
                at = run(text, at, tokens);
            }
            weight = c == '^';
        }
        tokens.add(new Token(Kind.END, "", text.length() + 1));
        return tokens;
    }

    private static int run(String text, int at, List<Token> tokens) {
        Matcher field = FIELD.matcher(text).region(at, text.length());
        if (field.lookingAt()) {
            tokens.add(new Token(Kind.FIELD, field.group(1), at + 1));
            return field.end();
        }
        Matcher run = RUN.matcher(text).region(at, text.length());
        if (!run.lookingAt()) {
            throw new QueryException(at + 1, "unexpected " + text.charAt(at));
        }
        tokens.add(new Token(Kind.WORD, run.group(), at + 1));
        return run.end();
    }

    private static Kind single(char c) {
        return switch (c) {
            case '(' -> Kind.OPEN;
            case ')' -> Kind.CLOSE;
            case ',' -> Kind.COMMA;
            case '^' -> Kind.CARET;
            default -> Kind.TILDE;
        };
    }
}
