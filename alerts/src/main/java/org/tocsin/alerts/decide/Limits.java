package org.tocsin.alerts.decide;

/**
 * What one named owner may have; who names no owner is the operator and is not limited.
 *
 * @param subscriptions at most
 * @param queryCost characters of all queries together
 * @param alertsPerHour alerts in a clock hour at most; the rest goes into a digest at its end
 * @param deliveriesPerHour messages to endpoints in a clock hour at most; the rest goes into a digest at its end
 * @param matchShare share of all articles, 0 to 1, above which a query is refused
 */
public record Limits(int subscriptions, int queryCost, int alertsPerHour, int deliveriesPerHour, double matchShare) {
    public static final Limits DEFAULT = new Limits(1_000, 1_000_000, 1_000, 5_000, 0.2);
}
