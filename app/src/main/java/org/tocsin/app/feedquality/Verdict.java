package org.tocsin.app.feedquality;

import java.util.List;

/**
 * What came of one file.
 *
 * @param compared statements of the file's expectation that were compared
 * @param wrong those that did not hold, each with what was expected and what came
 * @param leftOut why nothing was compared; empty when something was
 */
record Verdict(String file, int compared, List<String> wrong, String leftOut) {
    Verdict {
        wrong = List.copyOf(wrong);
    }

    static Verdict leftOut(String file, String why) {
        return new Verdict(file, 0, List.of(), why);
    }

    boolean passed() {
        return leftOut.isEmpty() && wrong.isEmpty();
    }
}
