package org.tocsin.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.query.Lexer.Kind;
import org.tocsin.query.Lexer.Token;

/** Recursive descent over the tokens: OR, then AND and juxtaposition, then NEAR and BEFORE, then NOT and -. */
final class Parser {
    static final int MAX_BYTES = 8 * 1024;
    static final int MAX_CLAUSES = 1_024;
    static final int MAX_NESTING = 32;
    static final int MAX_DISTANCE = 1_000;

    /** The threshold of a like: that has none. */
    static final double USUAL_LIKENESS = 0.5;

    /** What ends a row of operands. */
    private static final Set<Kind> ENDS = EnumSet.of(Kind.END, Kind.CLOSE, Kind.COMMA, Kind.CARET);

    private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT");
    private static final Pattern OPERATOR = Pattern.compile("(NEAR|BEFORE)/.*");
    private static final Pattern NEARLY_OPERATOR = Pattern.compile("(?i)(near|before)(/.*|\\d+)");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern ENTITY_ID = Pattern.compile("[QqPp]\\d+|[a-z]+:\\S.*");

    private final List<Token> tokens;
    private final @Nullable EntityNames names;
    private final boolean meaning;
    private int at;
    private int clauses;
    private int depth;

    private Parser(List<Token> tokens, @Nullable EntityNames names, boolean meaning) {
        this.tokens = tokens;
        this.names = names;
        this.meaning = meaning;
    }

    static Node parse(String text) {
        return parse(text, null);
    }

    /** Parses; names of entities become ids by {@code names}, or stay names where that is null. */
    static Node parse(String text, @Nullable EntityNames names) {
        return parse(text, names, Embedder.installed() != null);
    }

    /** @param meaning whether {@code like:} is switched on */
    static Node parse(String text, @Nullable EntityNames names, boolean meaning) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new QueryException(
                    1,
                    "the query has %,d bytes; at most %,d are taken, so split it in two".formatted(bytes, MAX_BYTES));
        }
        Parser parser = new Parser(Lexer.tokens(text), names, meaning);
        if (parser.peek().kind() == Kind.END) {
            throw new QueryException(1, "the query is empty; write at least one word");
        }
        Node node = parser.or();
        Token rest = parser.peek();
        if (rest.kind() != Kind.END) {
            throw new QueryException(
                    rest.column(),
                    "unexpected " + rest.text() + "; expected AND, OR or the end"
                            + (rest.kind() == Kind.COMMA ? ", and quotes around a number such as \"1,000\"" : ""));
        }
        if (!positive(node)) {
            throw new QueryException(
                    1, "the query only says what must not be there; add at least one word that must be");
        }
        return node;
    }

    /** Whether something that must be there is asked for. */
    private static boolean positive(Node node) {
        return switch (node) {
            case Node.Not not -> false;
            case Node.And and -> and.parts().stream().anyMatch(Parser::positive);
            case Node.Or or -> or.parts().stream().anyMatch(Parser::positive);
            case Node.AtLeast atLeast -> atLeast.parts().stream().anyMatch(Parser::positive);
            case Node.Score score ->
                score.clauses().stream().anyMatch(clause -> clause.weight() > 0 && positive(clause.part()));
            case Node.Scoped scoped -> positive(scoped.part());
            case Node.Phrase phrase -> true;
            case Node.Near near -> true;
            case Node.Attribute attribute -> true;
            case Node.Around around -> true;
            case Node.StorySources sources -> true;
            case Node.StoryNew fresh -> true;
            case Node.Burst burst -> true;
            case Node.Like like -> true;
        };
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        return tokens.get(at++);
    }

    private boolean word(String text) {
        return peek().kind() == Kind.WORD && peek().text().equals(text);
    }

    private Node or() {
        List<Node> parts = new ArrayList<>();
        parts.add(and());
        while (word("OR")) {
            next();
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : new Node.Or(List.copyOf(parts));
    }

    private Node and() {
        List<Node> parts = new ArrayList<>();
        parts.add(near());
        while (true) {
            if (word("AND")) {
                next();
            } else if (word("OR") || ENDS.contains(peek().kind())) {
                return parts.size() == 1 ? parts.getFirst() : new Node.And(List.copyOf(parts));
            }
            parts.add(near());
        }
    }

    private Node near() {
        Node left = unary();
        while (peek().kind() == Kind.WORD && OPERATOR.matcher(peek().text()).matches()) {
            Token operator = next();
            String[] parts = operator.text().split("/", 2);
            int distance = number(parts[1], operator.column());
            if (distance > MAX_DISTANCE) {
                throw new QueryException(
                        operator.column(), "the distance may be at most %,d words".formatted(MAX_DISTANCE));
            }
            Node right = unary();
            if (!(spannable(left) && spannable(right))) {
                throw new QueryException(
                        operator.column(),
                        parts[0] + " stands between words, phrases without ~, or groups of them joined by OR");
            }
            left = new Node.Near(left, right, distance, parts[0].equals("BEFORE"));
        }
        return left;
    }

    private static boolean spannable(Node node) {
        return switch (node) {
            case Node.Phrase phrase -> phrase.slop() == 0;
            case Node.Near near -> true;
            case Node.Or or -> or.parts().stream().allMatch(Parser::spannable);
            case Node.And and -> false;
            case Node.Not not -> false;
            case Node.AtLeast atLeast -> false;
            case Node.Score score -> false;
            case Node.Scoped scoped -> false;
            case Node.Attribute attribute -> false;
            case Node.Around around -> false;
            case Node.StorySources sources -> false;
            case Node.StoryNew fresh -> false;
            case Node.Burst burst -> false;
            case Node.Like like -> false;
        };
    }

    private Node unary() {
        if (word("NOT") || peek().kind() == Kind.MINUS) {
            Token operator = next();
            deeper(operator);
            Node part = unary();
            depth--;
            return new Node.Not(part);
        }
        return primary();
    }

    private Node primary() {
        Token token = next();
        if (token.kind() != Kind.OPEN) {
            countClause(token);
        }
        return switch (token.kind()) {
            case OPEN -> group(token);
            case PHRASE -> phrase(token, false);
            case EXACT -> exact(token);
            case FIELD -> field(token);
            case WORD -> words(token);
            case END -> throw new QueryException(token.column(), "the query ends here; expected a word");
            case CLOSE, COMMA, CARET, TILDE, MINUS, AT_LEAST ->
                throw new QueryException(token.column(), "unexpected " + token.text() + "; expected a word");
        };
    }

    private void countClause(Token token) {
        if (++clauses > MAX_CLAUSES) {
            throw new QueryException(token.column(), "a query may have at most %,d clauses".formatted(MAX_CLAUSES));
        }
    }

    private void deeper(Token token) {
        if (++depth > MAX_NESTING) {
            throw new QueryException(token.column(), "nested deeper than %d levels".formatted(MAX_NESTING));
        }
    }

    private Node group(Token open) {
        deeper(open);
        Node node = or();
        close(open);
        depth--;
        return node;
    }

    private void close(Token open) {
        if (peek().kind() != Kind.CLOSE) {
            throw new QueryException(open.column(), "the parenthesis that opens here is not closed; add a )");
        }
        next();
    }

    private Node exact(Token sign) {
        Token token = next();
        return switch (token.kind()) {
            case PHRASE -> phrase(token, true);
            case WORD -> Terms.of(token, true);
            default -> throw new QueryException(sign.column(), "= must stand before a word or a quoted phrase");
        };
    }

    private Node words(Token token) {
        if (OPERATORS.contains(token.text())) {
            throw new QueryException(token.column(), token.text() + " needs a word on each side");
        }
        if (token.text().equals("SCORE")
                && (peek().kind() == Kind.AT_LEAST
                        || DIGITS.matcher(peek().text()).matches())) {
            return score();
        }
        if (token.text().equals("story.new")) {
            return new Node.StoryNew();
        }
        if (token.text().equals("story.sources")) {
            expectAtLeast();
            Token count = next();
            return new Node.StorySources(number(count.text(), count.column()));
        }
        if (token.text().equals("burst") && peek().kind() == Kind.AT_LEAST) {
            expectAtLeast();
            return new Node.Burst(decimal(next()));
        }
        if (DIGITS.matcher(token.text()).matches() && word("OF")) {
            next();
            Token open = expectOpen("OF");
            deeper(open);
            List<Node> parts = list();
            close(open);
            depth--;
            int count = number(token.text(), token.column());
            if (count < 1 || count > parts.size()) {
                throw new QueryException(
                        token.column(), "%d OF needs a number from 1 to %d".formatted(count, parts.size()));
            }
            return new Node.AtLeast(count, parts);
        }
        if (OPERATOR.matcher(token.text()).matches()) {
            throw new QueryException(token.column(), token.text() + " needs a word or phrase on each side");
        }
        if (NEARLY_OPERATOR.matcher(token.text()).matches()) {
            String digits = token.text().replaceAll("\\D", "");
            throw new QueryException(
                    token.column(),
                    token.text() + " is no operator here; did you mean "
                            + token.text().replaceAll("[^A-Za-z]", "").toUpperCase(Locale.ROOT) + "/"
                            + (digits.isEmpty() ? "5" : digits) + " between two words?");
        }
        if (token.text().equals("NEAR") || token.text().equals("BEFORE")) {
            throw new QueryException(
                    token.column(), token.text() + " needs a distance; did you mean " + token.text() + "/5?");
        }
        if (token.text().equalsIgnoreCase("score") && peek().kind() == Kind.AT_LEAST) {
            throw new QueryException(token.column(), "did you mean SCORE? operators are capitals only");
        }
        return Terms.of(token, false);
    }

    private List<Node> list() {
        List<Node> parts = new ArrayList<>();
        parts.add(or());
        while (peek().kind() == Kind.COMMA) {
            next();
            parts.add(or());
        }
        return List.copyOf(parts);
    }

    private Node score() {
        expectAtLeast();
        double threshold = decimal(next());
        Token open = expectOpen("SCORE");
        deeper(open);
        List<Node.Clause> list = new ArrayList<>();
        do {
            if (peek().kind() == Kind.COMMA) {
                next();
            }
            Node part = or();
            double weight = 1;
            if (peek().kind() == Kind.CARET) {
                next();
                weight = decimal(next());
            }
            list.add(new Node.Clause(part, weight));
        } while (peek().kind() == Kind.COMMA);
        close(open);
        depth--;
        return new Node.Score(threshold, List.copyOf(list));
    }

    private void expectAtLeast() {
        Token sign = next();
        if (sign.kind() != Kind.AT_LEAST) {
            throw new QueryException(
                    sign.column(),
                    "expected >=, found %s; did you mean >= %s?"
                            .formatted(found(sign), NUMBER.matcher(sign.text()).matches() ? sign.text() : "3"));
        }
    }

    private Token expectOpen(String after) {
        Token open = next();
        if (open.kind() != Kind.OPEN) {
            throw new QueryException(open.column(), "expected ( after %s, found %s".formatted(after, found(open)));
        }
        return open;
    }

    private Node field(Token field) {
        String name = field.text().toLowerCase(Locale.ROOT);
        if (name.equals("like")) {
            return like(field);
        }
        if (name.equals("near")) {
            return Fields.circle(next());
        }
        if (Fields.TEXT.contains(name)) {
            deeper(field);
            Node part = primary();
            depth--;
            return new Node.Scoped(Scope.valueOf(name.toUpperCase(Locale.ROOT)), part);
        }
        if (!Fields.ATTRIBUTES.contains(name)) {
            throw new QueryException(field.column(), "unknown field " + field.text() + "; " + Fields.known(name));
        }
        Token value = next();
        if (value.kind() != Kind.OPEN) {
            return attribute(name, value);
        }
        List<Node> any = new ArrayList<>();
        do {
            if (word("OR") && !any.isEmpty()) {
                next();
            }
            if (!any.isEmpty()) {
                countClause(peek());
            }
            any.add(attribute(name, next()));
        } while (peek().kind() == Kind.WORD || peek().kind() == Kind.PHRASE);
        if (peek().kind() != Kind.CLOSE && peek().kind() != Kind.END) {
            throw new QueryException(
                    peek().column(),
                    "unexpected %s; the values of %s: stand apart by OR or a space".formatted(peek().text(), name));
        }
        close(value);
        return any.size() == 1 ? any.getFirst() : new Node.Or(List.copyOf(any));
    }

    private Node like(Token field) {
        if (!meaning) {
            throw new QueryException(
                    field.column(),
                    "like: is switched off, as no model of meaning is on the class path; list the words that such articles have instead");
        }
        Token text = next();
        if (text.kind() != Kind.PHRASE || text.text().isBlank()) {
            throw new QueryException(text.column(), "like: needs a text in quotes");
        }
        if (peek().kind() != Kind.AT_LEAST) {
            return new Node.Like(text.text().strip(), USUAL_LIKENESS);
        }
        next();
        Token number = next();
        double least = decimal(number);
        if (least <= 0 || least > 1) {
            throw new QueryException(number.column(), "likeness lies above 0 and is 1 at most, such as 0.55");
        }
        return new Node.Like(text.text().strip(), least);
    }

    private Node attribute(String name, Token value) {
        if ((value.kind() != Kind.WORD && value.kind() != Kind.PHRASE)
                || value.text().isBlank()) {
            throw new QueryException(value.column(), "expected a value of %s:, found %s".formatted(name, found(value)));
        }
        if (value.kind() == Kind.WORD && OPERATORS.contains(value.text())) {
            throw new QueryException(
                    value.column(),
                    "%s is no value; write it around the field, as in NOT %s:x, or in quotes"
                            .formatted(value.text(), name));
        }
        String text = value.text().strip();
        boolean named = (name.equals("entity") || name.equals("place"))
                && !ENTITY_ID.matcher(text).matches();
        return new Node.Attribute(
                name, named && names != null ? OneEntity.id(name, text, value.column(), names) : text);
    }

    private Node phrase(Token token, boolean exact) {
        Node.Phrase phrase = Terms.of(token, exact);
        if (peek().kind() != Kind.TILDE) {
            return phrase;
        }
        next();
        Token count = next();
        int slop = number(count.text(), count.column());
        if (slop > MAX_DISTANCE) {
            throw new QueryException(count.column(), "the slop may be at most %,d".formatted(MAX_DISTANCE));
        }
        return new Node.Phrase(phrase.terms(), slop);
    }

    private static String found(Token token) {
        return token.kind() == Kind.END ? "the end" : token.text();
    }

    private static int number(String text, int column) {
        if (!NUMBER.matcher(text).matches()) {
            throw new QueryException(column, "expected a whole number, found " + (text.isEmpty() ? "the end" : text));
        }
        return Integer.parseInt(text);
    }

    private static double decimal(Token token) {
        if (!DECIMAL.matcher(token.text()).matches()) {
            throw new QueryException(token.column(), "expected a number, found " + found(token));
        }
        return Double.parseDouble(token.text());
    }
}
