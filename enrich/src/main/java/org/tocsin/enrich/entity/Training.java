package org.tocsin.enrich.entity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains the model: the conditional likelihood of the annotated texts, climbed by stochastic gradients with
 * per-weight rates (AdaGrad) and a pull towards zero. The same texts and seed give the same model.
 */
final class Training {
    /** One chain of tokens: the places of the features of each, and the labels. */
    private static final class Chain {
        final int[][] places;
        final int[] labels;
        final double weight;

        Chain(int[][] places, int[] labels, double weight) {
            this.places = places;
            this.labels = labels;
            this.weight = weight;
        }
    }

    private static final int EPOCHS = 20;
    private static final double RATE = 0.12;
    private static final double PULL = 6e-5;
    private static final int RARE = 2;

    private final List<Chain> chains = new ArrayList<>();
    private final KnowledgeBase knowledge;

    Training(KnowledgeBase knowledge) {
        this.knowledge = knowledge;
    }

    void add(Annotated text, double weight) {
        List<Reading> readings = text.readings("en", knowledge);
        Features features = new Features(readings, knowledge);
        for (Reading reading : readings) {
            features.field(reading);
            boolean[] inside = Chains.of(reading, features);
            int[] labels = labels(text, reading);
            int i = 0;
            while (i < inside.length) {
                if (!inside[i]) {
                    i++;
                    continue;
                }
                int to = i;
                while (to < inside.length && inside[to]) {
                    to++;
                }
                int[][] places = new int[to - i][];
                for (int k = i; k < to; k++) {
                    int size = features.at(k);
                    places[k - i] = Arrays.copyOf(features.places(), size);
                }
                int[] own = Arrays.copyOfRange(labels, i, to);
                if (own[0] != 0 && own[0] % 2 == 0) {
                    own[0]--;
                }
                chains.add(new Chain(places, own, weight));
                i = to;
            }
        }
    }

    private static int[] labels(Annotated text, Reading reading) {
        int[] labels = new int[reading.tokens.size()];
        int shift = text.shift(reading);
        for (Annotated.Mark mark : text.marks()) {
            boolean first = true;
            for (int i = 0; i < labels.length; i++) {
                int start = reading.tokens.start(i) + shift;
                if (start >= mark.start() && start < mark.end() && reading.tokens.kind(i) != Tokens.BREAK) {
                    labels[i] = Model.begin(mark.type()) + (first ? 0 : 1);
                    first = false;
                }
            }
        }
        return labels;
    }

    Model train(long seed) {
        int buckets = 1 << Features.BITS;
        byte[] counts = new byte[buckets];
        for (Chain chain : chains) {
            for (int[] places : chain.places) {
                for (int place : places) {
                    counts[place] = (byte) Math.min(100, counts[place] + 1);
                }
            }
        }
        double[] weights = new double[buckets * Model.STRIDE];
        double[] squares = new double[weights.length];
        double[] transitions = Model.noTransitions();
        double[] transitionSquares = new double[transitions.length];
        Random random = new Random(seed);
        List<Chain> order = new ArrayList<>(chains);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (Chain chain : order) {
                step(chain, counts, weights, squares, transitions, transitionSquares);
            }
        }
        short[] fractions = new short[weights.length];
        for (int i = 0; i < weights.length; i++) {
            fractions[i] = Model.fraction(weights[i]);
        }
        return new Model(fractions, transitions);
    }

    private static void step(
            Chain chain,
            byte[] counts,
            double[] weights,
            double[] squares,
            double[] transitions,
            double[] transitionSquares) {
        int length = chain.labels.length;
        double[] scores = new double[length * Model.LABELS];
        for (int i = 0; i < length; i++) {
            for (int place : chain.places[i]) {
                if (counts[place] >= RARE) {
                    for (int label = 0; label < Model.LABELS; label++) {
                        scores[i * Model.LABELS + label] += weights[place * Model.STRIDE + label];
                    }
                }
            }
        }
        Model.Sums sums = new Model(new short[0], transitions).new Sums(scores, length);
        for (int i = 0; i < length; i++) {
            for (int label = 0; label < Model.LABELS; label++) {
                double gradient = ((chain.labels[i] == label ? 1 : 0) - sums.marginal(i, label)) * chain.weight;
                if (Math.abs(gradient) < 1e-4) {
                    continue;
                }
                for (int place : chain.places[i]) {
                    if (counts[place] >= RARE) {
                        int at = place * Model.STRIDE + label;
                        double pulled = gradient - PULL * 100 * weights[at];
                        squares[at] += pulled * pulled;
                        weights[at] += RATE * pulled / Math.sqrt(squares[at] + 1e-2);
                    }
                }
            }
            int before = i == 0 ? 0 : chain.labels[i - 1];
            for (int from = 0; from < Model.LABELS; from++) {
                for (int to = 0; to < Model.LABELS; to++) {
                    if (Model.legal(from, to)) {
                        double expected = i == 0 ? (from == 0 ? sums.marginal(0, to) : 0) : sums.pair(i - 1, from, to);
                        double gradient = ((before == from && chain.labels[i] == to ? 1 : 0) - expected) * chain.weight;
                        int at = from * Model.LABELS + to;
                        transitionSquares[at] += gradient * gradient;
                        transitions[at] += RATE * gradient / Math.sqrt(transitionSquares[at] + 1e-2);
                    }
                }
            }
        }
    }
}
