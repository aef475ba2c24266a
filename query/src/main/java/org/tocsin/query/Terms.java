package org.tocsin.query;

import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.HANGUL;
import static java.lang.Character.UnicodeScript.HIRAGANA;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.query.Lexer.Kind;
import org.tocsin.query.Lexer.Token;

/** The words that stand for themselves in a query. */
final class Terms {
    static final int MAX_PHRASE = 32;
    private static final int MIN_PREFIX = 3;

    private Terms() {}

    /**
     * One word, or a phrase of the words that the token has.
     *
     * @param exact whether only these forms of the words are meant
     */
    static Node.Phrase of(Token token, boolean exact) {
        String text = token.text();
        wildcards(token, text);
        boolean prefix = text.endsWith("*");
        List<String> words = Analysis.get().split(text);
        if (words.isEmpty()) {
            throw new QueryException(token.column(), "there is no word in " + text);
        }
        if (words.size() > MAX_PHRASE) {
            throw new QueryException(token.column(), "a phrase may have at most %d words".formatted(MAX_PHRASE));
        }
        List<Node.Term> terms = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean last = prefix && i == words.size() - 1;
            Character.UnicodeScript script = Character.UnicodeScript.of(word.codePointAt(0));
            // each of these letters is a word, so that a beginning of two or more is a phrase
            boolean whole = last && i > 0 && (script == HAN || script == HIRAGANA);
            int least = script == HAN || script == HIRAGANA || script == HANGUL ? MIN_PREFIX - 1 : MIN_PREFIX;
            if (last && !whole && Analysis.fold(word).length() < least) {
                throw new QueryException(token.column(), "a prefix needs %d letters before the *".formatted(least));
            }
            if (last && !whole && word.length() > Vocabulary.LONGEST_PREFIX) {
                throw new QueryException(
                        token.column(),
                        "a prefix may have at most %d letters before the *".formatted(Vocabulary.LONGEST_PREFIX));
            }
            terms.add(new Node.Term(word, exact, last && !whole));
        }
        return new Node.Phrase(List.copyOf(terms), 0);
    }

    /** A star stands at the end only, and what is a sign elsewhere must not look like one that means something. */
    private static void wildcards(Token token, String text) {
        int first = token.column() + (token.kind() == Kind.PHRASE ? 1 : 0);
        int star = text.indexOf('*');
        if (star >= 0 && star < text.length() - 1) {
            throw new QueryException(
                    first + star,
                    "* may stand at the end of a word only, in a phrase of its last one; write nor* BEFORE/0 korea for others");
        }
        if (text.startsWith("=")) {
            throw new QueryException(first, "= stands before the quotes, as in =\"US troops\"");
        }
        for (int at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
            if (at > 0
                    && at < text.length() - 1
                    && Character.isLetterOrDigit(text.charAt(at - 1))
                    && Character.isLetterOrDigit(text.charAt(at + 1))) {
                throw new QueryException(first + at, "? is no wildcard; write each word, joined by OR");
            }
        }
    }
}
