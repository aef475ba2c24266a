package org.tocsin.app.crash;

import java.util.Random;

/** Words that no language has, so that texts made of them are alike in nothing. */
public final class InventedWords {
    private static final String[] SYLLABLES =
            "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu".split(" ", -1);
    private static final int SYLLABLES_A_WORD = 4;

    private final Random random;

    public InventedWords(Random random) {
        this.random = random;
    }

    public String word() {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < SYLLABLES_A_WORD; i++) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return word.toString();
    }

    /** A sentence of {@code count} words. */
    public String sentence(int count) {
        StringBuilder text = new StringBuilder(word());
        for (int i = 1; i < count; i++) {
            text.append(' ').append(word());
        }
        return text.append('.').toString();
    }
}
