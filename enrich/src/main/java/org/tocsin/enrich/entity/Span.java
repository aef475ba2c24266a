package org.tocsin.enrich.entity;

/**
 * A name in a field.
 *
 * @param from first token
 * @param to the token after the last
 * @param start offset in the field's text
 * @param end offset behind the last letter
 * @param type index into {@link KnowledgeBase#TYPES}
 * @param confidence 0 to 1
 */
record Span(Reading reading, int from, int to, int start, int end, int type, double confidence, Ground ground) {
    /** What a span rests on. */
    enum Ground {
        MODEL,
        KNOWN,
        COREFERENCE
    }

    Span as(int other, double sure) {
        return new Span(reading, from, to, start, end, other, sure, ground);
    }

    /** This without the tokens before one. */
    Span from(int token) {
        return new Span(reading, token, to, reading.tokens.start(token), end, type, confidence, ground);
    }

    /** This without the tokens from one on. */
    Span until(int token) {
        return new Span(reading, from, token, start, reading.tokens.end(token - 1), type, confidence, ground);
    }

    /** As it is written in the text. */
    String surface() {
        return reading.text.substring(start, end);
    }

    /** The name, with capitals. */
    String name() {
        return reading.tokens.text().substring(start, end);
    }
}
