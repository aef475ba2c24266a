package org.tocsin.enrich.entity;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over hashed features: for each token
 * the labels outside, begin and inside of each type. Weights are 16-bit fractions of {@link #SCALE}. Nine of ten
 * places have none and take no room: a bit says which have, and how many have before it is where their weights stand.
 * The weights of a place are packed three to a long, so that one addition adds three of them.
 */
final class Model {
    static final int LABELS = 13;
    static final int STRIDE = 16;
    static final int OUTSIDE = 0;
    private static final float SCALE = 2048;
    private static final double IMPOSSIBLE = -1e4;

    private static final int LANES = 3;
    private static final int LANE_BITS = 21;
    private static final int PACKED = (LABELS + LANES - 1) / LANES;

    /** As many of these as a token has features fit into a lane. */
    static final int MOST = ((1 << (LANE_BITS - 1)) - 1) / Features.MOST;

    /** For each 64 places which have weights, and how many before them have. */
    private final long[] present;

    private final long[] weights;
    private final double[] transitions;
    private final double[] factors = new double[LABELS * LABELS];

    /**
     * @param all for each place {@link #STRIDE} weights, the first {@link #LABELS} of which count, none beyond {@link
     *     #MOST}
     */
    Model(short[] all, double[] transitions) {
        int places = all.length / STRIDE;
        present = new long[2 * ((places + Long.SIZE - 1) / Long.SIZE)];
        int size = 0;
        for (int place = 0; place < places; place++) {
            if (place % Long.SIZE == 0) {
                present[block(place) + 1] = size;
            }
            if (any(all, place)) {
                present[block(place)] |= 1L << place;
                size++;
            }
        }
        weights = new long[size * PACKED];
        for (int place = 0; place < places; place++) {
            if (has(place)) {
                pack(all, place * STRIDE, row(place));
            }
        }
        this.transitions = transitions;
        for (int i = 0; i < factors.length; i++) {
            factors[i] = Math.exp(transitions[i]);
        }
    }

    private void pack(short[] all, int from, int row) {
        for (int label = 0; label < LABELS; label++) {
            if (Math.abs(all[from + label]) > MOST) {
                throw new IllegalArgumentException("a weight of " + all[from + label] + " is beyond " + MOST);
            }
            weights[row + label / LANES] += (long) all[from + label] << (LANE_BITS * (label % LANES));
        }
    }

    /** The three sums of a long; each borrowed from the next when it is negative. */
    private static void unpack(long packed, double[] sums, int at) {
        long low = packed << (Long.SIZE - LANE_BITS) >> (Long.SIZE - LANE_BITS);
        long rest = (packed - low) >> LANE_BITS;
        long middle = rest << (Long.SIZE - LANE_BITS) >> (Long.SIZE - LANE_BITS);
        sums[at] = low / SCALE;
        sums[at + 1] = middle / SCALE;
        sums[at + 2] = ((rest - middle) >> LANE_BITS) / SCALE;
    }

    private static int block(int place) {
        return 2 * (place / Long.SIZE);
    }

    private static boolean any(short[] all, int place) {
        for (int label = 0; label < LABELS; label++) {
            if (all[place * STRIDE + label] != 0) {
                return true;
            }
        }
        return false;
    }

    private boolean has(int place) {
        return (present[block(place)] & (1L << place)) != 0;
    }

    /** Where the weights of a place that has any stand. */
    private int row(int place) {
        int block = block(place);
        return ((int) present[block + 1] + Long.bitCount(present[block] & ((1L << place) - 1))) * PACKED;
    }

    static int begin(int type) {
        return 1 + 2 * type;
    }

    static boolean legal(int from, int to) {
        return to % 2 == 1 || to == 0 || from == to || from == to - 1;
    }

    /** The labels that may stand before one: all before outside and begin, two before inside. */
    private static int first(int to) {
        return to == OUTSIDE || to % 2 == 1 ? 0 : to - 1;
    }

    private static int last(int to) {
        return to == OUTSIDE || to % 2 == 1 ? LABELS : to + 1;
    }

    static short fraction(double weight) {
        return (short) Math.max(-MOST, Math.min(MOST, Math.round(weight * SCALE)));
    }

    static double[] noTransitions() {
        double[] all = new double[LABELS * LABELS];
        for (int from = 0; from < LABELS; from++) {
            for (int to = 0; to < LABELS; to++) {
                all[from * LABELS + to] = legal(from, to) ? 0 : IMPOSSIBLE;
            }
        }
        return all;
    }

    /** The scores of the labels of one token with these features. */
    void score(int[] places, int size, double[] scores, int at) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long e = 0;
        for (int i = 0; i < size; i++) {
            if (has(places[i])) {
                int row = row(places[i]);
                a += weights[row];
                b += weights[row + 1];
                c += weights[row + 2];
                d += weights[row + 3];
                e += weights[row + 4];
            }
        }
        unpack(a, scores, at);
        unpack(b, scores, at + 3);
        unpack(c, scores, at + 6);
        unpack(d, scores, at + 9);
        scores[at + 12] = e / SCALE;
    }

    /** The likeliest labels of a chain of tokens, which begins and ends outside. */
    int[] best(double[] scores, int length) {
        double[] best = new double[length * LABELS];
        byte[] back = new byte[length * LABELS];
        for (int to = 0; to < LABELS; to++) {
            best[to] = scores[to] + transitions[to];
        }
        for (int i = 1; i < length; i++) {
            for (int to = 0; to < LABELS; to++) {
                double top = Double.NEGATIVE_INFINITY;
                int from = 0;
                for (int each = first(to); each < last(to); each++) {
                    double sum = best[(i - 1) * LABELS + each] + transitions[each * LABELS + to];
                    if (sum > top) {
                        top = sum;
                        from = each;
                    }
                }
                best[i * LABELS + to] = top + scores[i * LABELS + to];
                back[i * LABELS + to] = (byte) from;
            }
        }
        int[] labels = new int[length];
        int last = 0;
        double top = Double.NEGATIVE_INFINITY;
        for (int each = 0; each < LABELS; each++) {
            double sum = best[(length - 1) * LABELS + each] + transitions[each * LABELS];
            if (sum > top) {
                top = sum;
                last = each;
            }
        }
        for (int i = length - 1; i >= 0; i--) {
            labels[i] = last;
            last = back[i * LABELS + last];
        }
        return labels;
    }

    /** The probabilities of a chain: forward and backward sums, scaled so that they stay near one. */
    final class Sums {
        final double[] emission;
        final double[] forward;
        final double[] backward;
        final double[] scale;
        final int length;

        Sums(double[] scores, int length) {
            this.length = length;
            emission = new double[length * LABELS];
            forward = new double[length * LABELS];
            backward = new double[length * LABELS];
            scale = new double[length + 1];
            for (int i = 0; i < length; i++) {
                double top = scores[i * LABELS];
                for (int label = 1; label < LABELS; label++) {
                    top = Math.max(top, scores[i * LABELS + label]);
                }
                for (int label = 0; label < LABELS; label++) {
                    emission[i * LABELS + label] = Math.exp(scores[i * LABELS + label] - top);
                }
            }
            forward();
            backward();
        }

        private void forward() {
            for (int i = 0; i < length; i++) {
                double sum = 0;
                for (int to = 0; to < LABELS; to++) {
                    double in = 0;
                    if (i == 0) {
                        in = factors[to];
                    } else {
                        for (int from = first(to); from < last(to); from++) {
                            in += forward[(i - 1) * LABELS + from] * factors[from * LABELS + to];
                        }
                    }
                    forward[i * LABELS + to] = in * emission[i * LABELS + to];
                    sum += forward[i * LABELS + to];
                }
                scale[i] = Math.max(sum, 1e-300);
                for (int to = 0; to < LABELS; to++) {
                    forward[i * LABELS + to] /= scale[i];
                }
            }
            double end = 0;
            for (int from = 0; from < LABELS; from++) {
                end += forward[(length - 1) * LABELS + from] * factors[from * LABELS];
            }
            scale[length] = Math.max(end, 1e-300);
        }

        private void backward() {
            for (int from = 0; from < LABELS; from++) {
                backward[(length - 1) * LABELS + from] = factors[from * LABELS] / scale[length];
            }
            for (int i = length - 2; i >= 0; i--) {
                for (int from = 0; from < LABELS; from++) {
                    double sum = 0;
                    for (int to = 0; to < LABELS; to += to == 0 ? 1 : 2) {
                        sum += next(i, from, to);
                    }
                    if (from != OUTSIDE) {
                        sum += next(i, from, from % 2 == 1 ? from + 1 : from);
                    }
                    backward[i * LABELS + from] = sum / scale[i + 1];
                }
            }
        }

        private double next(int i, int from, int to) {
            return factors[from * LABELS + to] * emission[(i + 1) * LABELS + to] * backward[(i + 1) * LABELS + to];
        }

        double marginal(int i, int label) {
            return forward[i * LABELS + label] * backward[i * LABELS + label];
        }

        /** How likely a label follows another between two tokens. */
        double pair(int i, int from, int to) {
            return forward[i * LABELS + from]
                    * factors[from * LABELS + to]
                    * emission[(i + 1) * LABELS + to]
                    * backward[(i + 1) * LABELS + to]
                    / scale[i + 1];
        }

        /** How likely a span of a type stands exactly between two tokens. */
        double span(int from, int to, int type) {
            int begin = begin(type);
            double probability = forward[from * LABELS + begin];
            int label = begin;
            for (int i = from + 1; i < to; i++) {
                probability *= factors[label * LABELS + begin + 1] * emission[i * LABELS + begin + 1] / scale[i];
                label = begin + 1;
            }
            if (to == length) {
                return probability * factors[label * LABELS] / scale[length];
            }
            double rest = 0;
            for (int next = 0; next < LABELS; next++) {
                if (next != begin + 1) {
                    rest += factors[label * LABELS + next]
                            * emission[to * LABELS + next]
                            * backward[to * LABELS + next];
                }
            }
            return probability * rest / scale[to];
        }
    }

    static Model shipped() {
        try (InputStream in = Resources.open("model.bin.gz")) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Model read(InputStream bytes) throws IOException {
        DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(new GZIPInputStream(bytes), 1 << 16));
        short[] weights = new short[in.readInt() * STRIDE];
        double[] transitions = new double[LABELS * LABELS];
        for (int i = 0; i < transitions.length; i++) {
            transitions[i] = in.readFloat();
        }
        int at = 0;
        for (int skip = in.readInt(); skip >= 0; skip = in.readInt()) {
            at += skip;
            for (int label = 0; label < LABELS; label++) {
                weights[at * STRIDE + label] = in.readShort();
            }
        }
        return new Model(weights, transitions);
    }

    void write(OutputStream bytes) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new java.io.BufferedOutputStream(new GZIPOutputStream(bytes)))) {
            out.writeInt(present.length / 2 * Long.SIZE);
            for (double transition : transitions) {
                out.writeFloat((float) transition);
            }
            int last = 0;
            double[] sums = new double[LABELS];
            for (int place = 0; place < present.length / 2 * Long.SIZE; place++) {
                if (has(place)) {
                    out.writeInt(place - last);
                    score(new int[] {place}, 1, sums, 0);
                    for (double sum : sums) {
                        out.writeShort(fraction(sum));
                    }
                    last = place;
                }
            }
            out.writeInt(-1);
        }
    }
}
