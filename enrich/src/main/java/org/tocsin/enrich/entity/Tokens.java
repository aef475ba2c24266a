package org.tocsin.enrich.entity;

import java.text.Normalizer;
import java.util.Arrays;

/**
 * The words and marks of one text, with a key for each word: a 64-bit hash of its letters without case and accents.
 * HTML tags, scripts and styles give no words and end a sentence; the commonest HTML entities are read as what they
 * stand for. One pass, in time and memory linear in the text.
 */
final class Tokens {
    static final byte WORD = 1;
    static final byte NUMBER = 2;
    static final byte MARK = 3;
    static final byte BREAK = 4;

    static final byte LOWER = 0;
    static final byte TITLE = 1;
    static final byte CAPITALS = 2;
    static final byte LETTER = 3;
    static final byte MIXED = 4;
    static final byte CASELESS = 5;
    static final byte OTHER = 6;

    private static final long PRIME = 0x100000001b3L;
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final int LONGEST_TAG = 10_000;
    private static final int A_LETTER = 1;
    private static final int A_DIGIT = 2;
    private static final int A_CAPITAL = 4;
    private static final int A_SMALL = 8;
    private static final char[] FOLDED = folded();
    private static final byte[] KINDS = kinds();

    private final String text;
    private int nextClose = -2;
    private int size;
    private int[] starts;
    private int[] ends;
    private long[] keys;
    private byte[] kinds;
    private byte[] shapes;

    private Tokens(String text) {
        this.text = text;
        int expected = Math.max(4, Math.min(1 << 16, text.length() / 5));
        starts = new int[expected];
        ends = new int[expected];
        keys = new long[expected];
        kinds = new byte[expected];
        shapes = new byte[expected];
    }

    static Tokens of(String text) {
        Tokens tokens = new Tokens(text);
        tokens.split();
        return tokens;
    }

    /** The key of one word. */
    static long key(CharSequence word) {
        return hash(word, 0, word.length());
    }

    String text() {
        return text;
    }

    int size() {
        return size;
    }

    int start(int token) {
        return starts[token];
    }

    int end(int token) {
        return ends[token];
    }

    long key(int token) {
        return token < 0 || token >= size ? 0 : keys[token];
    }

    byte kind(int token) {
        return token < 0 || token >= size ? BREAK : kinds[token];
    }

    byte shape(int token) {
        return token < 0 || token >= size ? OTHER : shapes[token];
    }

    char first(int token) {
        return token < 0 || token >= size ? '\n' : text.charAt(starts[token]);
    }

    int length(int token) {
        return ends[token] - starts[token];
    }

    boolean word(int token) {
        return kind(token) == WORD;
    }

    /** Whether a token begins with a capital letter. */
    boolean capital(int token) {
        byte shape = shape(token);
        return shape == TITLE || shape == CAPITALS || shape == LETTER || (shape == MIXED && kind(token) == WORD);
    }

    /** Whether nothing stands between a token and the one before it. */
    boolean glued(int token) {
        return token > 0 && token < size && starts[token] == ends[token - 1];
    }

    String surface(int from, int to) {
        return text.substring(starts[from], ends[to - 1]);
    }

    private void split() {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '<' && tag(i)) {
                i = afterTag(i);
                add(BREAK, i - 1, i, 0, OTHER);
            } else if (c == '&' && entity(i) > 0) {
                int end = entity(i) + 1;
                char meant = meant(i, end);
                if (meant > ' ') {
                    add(MARK, i, end, meant, OTHER);
                }
                i = end;
            } else if ((kind(c) & (A_LETTER | A_DIGIT)) != 0) {
                i = wordFrom(i);
            } else {
                if (c == '\n') {
                    add(BREAK, i, i + 1, '\n', OTHER);
                } else if (c > ' ' && !Character.isSpaceChar(c) && !invisible(c)) {
                    add(MARK, i, i + 1, mark(c), OTHER);
                }
                i++;
            }
        }
    }

    /** One pass over a word: where it ends, its key and its shape. */
    private int wordFrom(int from) {
        int end = from;
        int seen = 0;
        int upper = 0;
        long hash = BASIS;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            int kind = kind(c);
            if ((kind & (A_LETTER | A_DIGIT)) == 0) {
                if (!(invisible(c) || (mark(c) == '\'' && inside(from, end)) || combining(c))) {
                    break;
                }
            }
            seen |= kind;
            upper += (kind & A_CAPITAL) != 0 ? 1 : 0;
            char folded = fold(c);
            if (folded != 0) {
                hash = (hash ^ folded) * PRIME;
            }
        }
        while (end > from + 1 && invisible(text.charAt(end - 1))) {
            end--;
        }
        int dotted = dotted(from, end);
        if (dotted != end) {
            add(WORD, from, dotted, hash(text, from, dotted), CAPITALS);
            return dotted;
        }
        if ((seen & A_LETTER) == 0) {
            add(NUMBER, from, end, mix(hash), OTHER);
        } else {
            boolean title = upper == 1 && (kind(text.charAt(from)) & A_CAPITAL) != 0;
            add(WORD, from, end, mix(hash), (seen & A_DIGIT) != 0 ? MIXED : shape(upper, (seen & A_SMALL) != 0, title));
        }
        return end;
    }

    private static byte shape(int upper, boolean lower, boolean title) {
        if (upper == 0) {
            return lower ? LOWER : CASELESS;
        }
        if (!lower) {
            return upper == 1 ? LETTER : CAPITALS;
        }
        return title ? TITLE : MIXED;
    }

    /** Initials with full stops, such as U.S., are one word. */
    private int dotted(int from, int end) {
        int at = end;
        if (end - from == 1 && Character.isUpperCase(text.charAt(from))) {
            while (at + 1 < text.length()
                    && text.charAt(at) == '.'
                    && Character.isUpperCase(text.charAt(at + 1))
                    && (at + 2 >= text.length() || !Character.isLetterOrDigit(text.charAt(at + 2)))) {
                at += 2;
            }
            if (at > end && at < text.length() && text.charAt(at) == '.') {
                at++;
            }
        }
        return at;
    }

    /** Whether an apostrophe belongs to the word around it: O'Brien, Куп'янськ, but not Putin's, d'Ukraine or l'Iran. */
    private boolean inside(int from, int at) {
        if (at == from || at + 1 >= text.length() || !Character.isLetter(text.charAt(at + 1))) {
            return false;
        }
        char next = Character.toLowerCase(text.charAt(at + 1));
        boolean last = at + 2 >= text.length() || !Character.isLetterOrDigit(text.charAt(at + 2));
        boolean english = next == 's' && last;
        boolean elided = at - from <= 2
                && text.charAt(at + 1) < 0x250
                && text.charAt(from) != 'O'
                && "ldnsjctmq".indexOf(Character.toLowerCase(text.charAt(from))) >= 0;
        return !english && !elided;
    }

    private boolean tag(int at) {
        if (at + 1 >= text.length()) {
            return false;
        }
        char next = text.charAt(at + 1);
        if (next != '/' && next != '!' && next != '?' && !(next < 0x80 && Character.isLetter(next))) {
            return false;
        }
        if (nextClose != -1 && nextClose < at) {
            nextClose = text.indexOf('>', at);
        }
        return nextClose >= 0 && nextClose - at <= LONGEST_TAG;
    }

    private int afterTag(int at) {
        int close = nextClose + 1;
        for (String hidden : HIDDEN) {
            if (text.regionMatches(true, at + 1, hidden, 0, hidden.length())) {
                int end = endOf(hidden, close);
                return end < 0 ? close : end;
            }
        }
        return close;
    }

    private static final String[] HIDDEN = {"script", "style"};
    private final int[] searched = {-2, -2};

    /** Where a script or style ends; each is searched for once from any place on. */
    private int endOf(String hidden, int from) {
        int which = hidden.equals(HIDDEN[0]) ? 0 : 1;
        if (searched[which] != -1 && searched[which] < from) {
            int at = text.indexOf("</" + hidden, from);
            searched[which] = at < 0 ? text.indexOf("</" + hidden.toUpperCase(java.util.Locale.ROOT), from) : at;
        }
        return searched[which];
    }

    /** The index of the semicolon of an HTML entity that begins here, else 0. */
    private int entity(int at) {
        for (int i = at + 1; i < Math.min(text.length(), at + 9); i++) {
            char c = text.charAt(i);
            if (c == ';') {
                return i > at + 1 ? i : 0;
            }
            if (c != '#' && !(c < 0x80 && Character.isLetterOrDigit(c))) {
                return 0;
            }
        }
        return 0;
    }

    private char meant(int from, int end) {
        return switch (text.substring(from + 1, end - 1)) {
            case "amp", "#38" -> '&';
            case "nbsp", "#160", "shy" -> ' ';
            case "#39", "apos", "rsquo", "lsquo", "#8217", "#8216", "#x27", "#x2019" -> '\'';
            case "ndash", "mdash", "#8211", "#8212" -> '-';
            default -> '"';
        };
    }

    /** What a character is: letter, digit, capital, small. */
    private static int kind(char c) {
        return c < KINDS.length ? KINDS[c] : kindOf(c);
    }

    private static byte[] kinds() {
        byte[] table = new byte[FOLDED.length];
        for (int i = 0; i < table.length; i++) {
            table[i] = (byte) kindOf((char) i);
        }
        return table;
    }

    private static int kindOf(char c) {
        return (Character.isLetter(c) ? A_LETTER : 0)
                | (Character.isDigit(c) ? A_DIGIT : 0)
                | (Character.isUpperCase(c) ? A_CAPITAL : 0)
                | (Character.isLowerCase(c) ? A_SMALL : 0);
    }

    private static char mark(char c) {
        return switch (c) {
            case '’', '‘', 'ʼ', '`', '´', '′' -> '\'';
            case '“', '”', '„', '«', '»', '‟', '″' -> '"';
            case '‐', '‑', '–', '—', '−' -> '-';
            default -> c;
        };
    }

    private static boolean invisible(char c) {
        return c == 0xAD
                || c == 0xFEFF
                || (c >= 0x200B && c <= 0x200F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x2069);
    }

    private static boolean combining(char c) {
        return c >= 0x300 && Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static long hash(CharSequence text, int from, int end) {
        long hash = BASIS;
        for (int i = from; i < end; i++) {
            char c = fold(text.charAt(i));
            if (c != 0) {
                hash = (hash ^ c) * PRIME;
            }
        }
        return mix(hash);
    }

    /** The key of the first or last letters of a token. */
    long part(int token, int from, int to) {
        return hash(text, starts[token] + from, starts[token] + to);
    }

    static long mix(long hash) {
        long h = (hash ^ (hash >>> 32)) * 0x9E3779B97F4A7C15L;
        return h ^ (h >>> 29);
    }

    /** Lower case without accents; 0 for what does not count. */
    static char fold(char c) {
        if (c < FOLDED.length) {
            return FOLDED[c];
        }
        return mark(c) == '\'' || invisible(c) || combining(c) ? 0 : Character.toLowerCase(c);
    }

    private static char[] folded() {
        char[] table = new char[0x530];
        for (int i = 0; i < table.length; i++) {
            char c = Character.toLowerCase((char) i);
            if (c >= 0xC0 && c < 0x370) {
                String plain = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
                c = switch (c) {
                    case 'ł' -> 'l';
                    case 'ø' -> 'o';
                    case 'đ' -> 'd';
                    case 'ı' -> 'i';
                    default -> combining(c) ? 0 : plain.charAt(0);
                };
            }
            table[i] = c == 'ё' ? 'е' : c;
        }
        table['\''] = 0;
        table['.'] = 0;
        table['`'] = 0;
        table[0xAD] = 0;
        table['ʼ'] = 0;
        return table;
    }

    private void add(byte kind, int start, int end, long key, byte shape) {
        if (size == starts.length) {
            int more = size * 2;
            starts = Arrays.copyOf(starts, more);
            ends = Arrays.copyOf(ends, more);
            keys = Arrays.copyOf(keys, more);
            kinds = Arrays.copyOf(kinds, more);
            shapes = Arrays.copyOf(shapes, more);
        }
        starts[size] = start;
        ends[size] = end;
        keys[size] = key;
        kinds[size] = kind;
        shapes[size++] = shape;
    }
}
