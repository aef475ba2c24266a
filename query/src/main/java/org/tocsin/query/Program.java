package org.tocsin.query;

import java.util.Arrays;
import java.util.List;

/**
 * A query as numbers that can be run without allocation. Each instruction is its code, the place after its end, then
 * its operands; parts follow their whole.
 */
final class Program {
    static final int WORD = 0;
    static final int ATTRIBUTE = 1;
    static final int PHRASE = 2;
    static final int NEAR = 3;
    static final int AND = 4;
    static final int OR = 5;
    static final int NOT = 6;
    static final int AT_LEAST = 7;
    static final int SCORE = 8;
    static final int SCOPE = 9;
    static final int AROUND = 10;
    static final int STORY_SOURCES = 11;
    static final int STORY_NEW = 12;
    static final int BURST = 13;

    /** As OR and AT_LEAST, but every part is looked at until a SCORE has been met, whose sum belongs to the answer. */
    static final int OR_SCORED = 14;

    static final int AT_LEAST_SCORED = 15;

    private final Vocabulary vocabulary;
    private int[] code = new int[16];
    private int size;

    private Program(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Compiles {@code node}; its words are added to {@code vocabulary}. */
    static int[] compile(Node node, Vocabulary vocabulary) {
        Program program = new Program(vocabulary);
        program.add(node);
        return Arrays.copyOf(program.code, program.size);
    }

    private void put(int value) {
        if (size == code.length) {
            code = Arrays.copyOf(code, size * 2);
        }
        code[size++] = value;
    }

    private void put(double value) {
        long bits = Double.doubleToRawLongBits(value);
        put((int) (bits >>> 32));
        put((int) bits);
    }

    /** The number whose two halves stand at {@code at}. */
    static double number(int[] code, int at) {
        return Double.longBitsToDouble(((long) code[at] << 32) | (code[at + 1] & 0xFFFF_FFFFL));
    }

    private int open(int operation) {
        put(operation);
        put(0);
        return size - 1;
    }

    private void close(int opened) {
        code[opened] = size;
    }

    private void add(Node node) {
        switch (node) {
            case Node.Phrase phrase -> phrase(phrase);
            case Node.Near near -> {
                int opened = open(NEAR);
                put(near.distance());
                put(near.ordered() ? 1 : 0);
                add(near.left());
                add(near.right());
                close(opened);
            }
            case Node.And and -> parts(open(AND), and.parts());
            case Node.Or or -> parts(open(or.scored() ? OR_SCORED : OR), or.parts());
            case Node.Not not -> parts(open(NOT), List.of(not.part()));
            case Node.AtLeast atLeast -> {
                int opened = open(atLeast.scored() ? AT_LEAST_SCORED : AT_LEAST);
                put(atLeast.count());
                parts(opened, atLeast.parts());
            }
            case Node.Score score -> {
                int opened = open(SCORE);
                put(score.threshold());
                for (Node.Clause clause : score.clauses()) {
                    put(clause.weight());
                    add(clause.part());
                }
                close(opened);
            }
            case Node.Scoped scoped -> {
                int opened = open(SCOPE);
                put(scoped.scope().code());
                add(scoped.part());
                close(opened);
            }
            case Node.Attribute attribute -> {
                int opened = open(ATTRIBUTE);
                put(vocabulary.add(attribute));
                close(opened);
            }
            case Node.Around around -> {
                int opened = open(AROUND);
                put(around.latitude());
                put(around.longitude());
                put(around.kilometres());
                close(opened);
            }
            case Node.StorySources sources -> {
                int opened = open(STORY_SOURCES);
                put(sources.least());
                close(opened);
            }
            case Node.Like like -> {
                int opened = open(ATTRIBUTE);
                put(vocabulary.add(like));
                close(opened);
            }
            case Node.StoryNew fresh -> close(open(STORY_NEW));
            case Node.Burst burst -> {
                int opened = open(BURST);
                put(burst.least());
                close(opened);
            }
        }
    }

    private void parts(int opened, List<Node> parts) {
        parts.forEach(this::add);
        close(opened);
    }

    private void phrase(Node.Phrase phrase) {
        if (phrase.terms().size() == 1) {
            int opened = open(WORD);
            put(vocabulary.add(phrase.terms().getFirst()));
            close(opened);
            return;
        }
        int opened = open(PHRASE);
        put(phrase.slop());
        for (Node.Term term : phrase.terms()) {
            put(vocabulary.add(term));
        }
        close(opened);
    }
}
