package org.tocsin.query;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code like:} of the queries of one vocabulary ask for. Each is a word of the vocabulary that an article has
 * when the cosine between its vector and the query's reaches the threshold.
 */
final class Meanings {
    /** Different {@code like:} in one index: each is compared with every article. */
    static final int MAX = 1_000;

    private static final class Meaning {
        private final float[] vector;
        private final double least;
        private final int[] number;

        Meaning(float[] vector, double least, int number) {
            this.vector = vector;
            this.least = least;
            this.number = new int[] {number};
        }
    }

    private final @Nullable Embedder embedder;
    private final List<Meaning> all = new CopyOnWriteArrayList<>();

    Meanings(@Nullable Embedder embedder) {
        this.embedder = embedder;
    }

    void add(Node.Like like, int number) {
        if (embedder == null) {
            throw new IllegalArgumentException("like: is switched off");
        }
        if (all.size() >= MAX) {
            throw new IllegalArgumentException(
                    "there are %,d different like: already, as many as are taken".formatted(MAX));
        }
        all.add(new Meaning(unit(embedder.vector(like.text())), like.least(), number));
    }

    void find(Document document, Vocabulary.Found found) {
        if (embedder == null || all.isEmpty()) {
            return;
        }
        float[] vector = document.vector(embedder);
        for (Meaning meaning : all) {
            if (cosine(vector, meaning.vector) >= meaning.least) {
                found.all(meaning.number);
            }
        }
    }

    /** The same direction, one long. */
    static float[] unit(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += value * value;
        }
        float length = square == 0 ? 1 : (float) Math.sqrt(square);
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = vector[i] / length;
        }
        return unit;
    }

    private static float cosine(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
