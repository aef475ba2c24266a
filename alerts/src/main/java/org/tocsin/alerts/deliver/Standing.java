package org.tocsin.alerts.deliver;

/**
 * How an endpoint behaves.
 *
 * @param failures in a row
 * @param disabledAt version of its subscription when it was disabled, 0 while it is not; a later version enables it again
 */
record Standing(int failures, int disabledAt) {
    static final Standing GOOD = new Standing(0, 0);

    Standing failed() {
        return new Standing(failures + 1, disabledAt);
    }
}
