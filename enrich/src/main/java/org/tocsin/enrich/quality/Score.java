package org.tocsin.enrich.quality;

import java.util.Locale;

/**
 * Counts of a comparison with labelled data.
 *
 * @param right what was found and is labelled
 * @param found what was found
 * @param labelled what should have been found
 */
public record Score(long right, long found, long labelled) {
    /** Nothing compared yet. */
    public static final Score NONE = new Score(0, 0, 0);

    /** Both counts together. */
    public Score plus(Score other) {
        return new Score(right + other.right, found + other.found, labelled + other.labelled);
    }

    /** Share of the found that is right; 1 when nothing was found. */
    public double precision() {
        return found == 0 ? 1 : (double) right / found;
    }

    /** Share of the labelled that was found; 1 when nothing is labelled. */
    public double recall() {
        return labelled == 0 ? 1 : (double) right / labelled;
    }

    /** Harmonic mean of precision and recall. */
    public double f1() {
        return found + labelled == 0 ? 1 : 2.0 * right / (found + labelled);
    }

    /** A share with three places: {@code 0.914}. */
    public static String share(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
