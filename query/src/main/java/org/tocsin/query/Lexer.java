package org.tocsin.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    private static final Pattern RUN = Pattern.compile("[^\\s()\",^~>≥]+");
    private static final Pattern VALUE = Pattern.compile("[^\\s()\",^~>≥]+");
    private static final Pattern WHOLE_CIRCLE = Pattern.compile("-?[\\d.]+,-?[\\d.]+,[\\d.]+km(?=[\\s(),^~>]|$)");
    private static final Pattern CIRCLE = Pattern.compile("[^\\s()\"^~>]+");
    private static final Pattern RESERVED =
            Pattern.compile("AND|OR|NOT|OF|SCORE|burst|story\\.new|story\\.sources|\\d+|(?i:near|before)(/.*|\\d*)");
    private static final Set<String> VALUED =
            Set.of("source", "country", "lang", "author", "category", "origin", "entity", "topic", "place");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z]+):");

    private static final String FANCY = "“”„‟«»＂（）：，＝＊－–−‐‑～";
    private static final String PLAIN = "\"\"\"\"\"\"\"():,=*-----~";

    private Lexer() {}

    /** Whether {@code text} can stand unquoted for one word and nothing else. */
    static boolean plain(String text) {
        if (text.isEmpty() || RESERVED.matcher(text).matches()) {
            return false;
        }
        if (text.chars().allMatch(Character::isLetter)) {
            return true;
        }
        try {
            List<Token> tokens = tokens(text);
            return tokens.size() == 2
                    && tokens.getFirst().kind() == Kind.WORD
                    && tokens.getFirst().text().equals(text);
        } catch (QueryException e) {
            return false;
        }
    }

    /** Whether {@code text} can stand unquoted for a value after a field. */
    static boolean plainValue(String text) {
        return VALUE.matcher(text).matches()
                && !RESERVED.matcher(text).matches()
                && text.charAt(0) != '-'
                && text.charAt(0) != '=';
    }

    /** The typewriter's sign for each that word processors and East Asian keyboards put in its place. */
    private static String straight(String text) {
        if (text.chars().allMatch(c -> c < 128)) {
            return text;
        }
        StringBuilder straight = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int at = FANCY.indexOf(c);
            boolean space = Character.isSpaceChar(c) || c == '\u200b' || c == '\ufeff';
            straight.append(at >= 0 ? PLAIN.charAt(at) : space ? ' ' : c);
        }
        return straight.toString();
    }

    static List<Token> tokens(String given) {
        String text = straight(given);
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        boolean weight = false;
        boolean values = false; // inside the parentheses after a field that has values
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
            } else if (c == '≥') {
                tokens.add(new Token(Kind.AT_LEAST, ">=", column));
                at++;
            } else if (text.startsWith(">=", at)) {
                tokens.add(new Token(Kind.AT_LEAST, ">=", column));
                at += 2;
            } else if ("(),^~".indexOf(c) >= 0) {
                values = c == '(' ? valued(tokens) : values && c != ')';
                tokens.add(new Token(single(c), String.valueOf(c), column));
                at++;
            } else if (c == '-' && !weight && !circle(tokens)) {
                // a dash between words that stands apart is a sign, and signs are no words
                if (at + 1 < text.length() && !Character.isWhitespace(text.charAt(at + 1))) {
                    tokens.add(new Token(Kind.MINUS, "-", column));
                }
                at++;
            } else if (c == '=') {
                tokens.add(new Token(Kind.EXACT, "=", column));
                at++;
            } else if (c == '>') {
                throw new QueryException(column, "expected >=");
            } else {
                at = run(text, at, tokens, values);
            }
            weight = c == '^';
        }
        tokens.add(new Token(Kind.END, "", text.length() + 1));
        return tokens;
    }

    /** The field that the next token belongs to, in lower case; empty when there is none. */
    private static String field(List<Token> tokens) {
        return tokens.isEmpty() || tokens.getLast().kind() != Kind.FIELD
                ? ""
                : tokens.getLast().text().toLowerCase(Locale.ROOT);
    }

    private static boolean valued(List<Token> tokens) {
        return VALUED.contains(field(tokens));
    }

    private static int run(String text, int at, List<Token> tokens, boolean values) {
        boolean circle = circle(tokens);
        if (values || circle || valued(tokens)) {
            Matcher value = (circle ? WHOLE_CIRCLE : VALUE).matcher(text).region(at, text.length());
            if (circle && !value.lookingAt()) {
                value = CIRCLE.matcher(text).region(at, text.length());
            }
            if (value.lookingAt()) {
                tokens.add(new Token(Kind.WORD, value.group(), at + 1));
                return value.end();
            }
        }
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

    private static boolean circle(List<Token> tokens) {
        return field(tokens).equals("near");
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
