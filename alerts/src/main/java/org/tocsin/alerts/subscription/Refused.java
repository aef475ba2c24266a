package org.tocsin.alerts.subscription;

import java.util.List;
import java.util.stream.Collectors;
import org.tocsin.alerts.channel.Problem;

/** A subscription that cannot be saved: which fields, and why. */
public final class Refused extends IllegalArgumentException {
    private final transient List<Problem> problems;

    public Refused(String subscription, List<Problem> problems) {
        super(problems.stream()
                .map(problem ->
                        problem.field().isEmpty() ? problem.reason() : problem.field() + ": " + problem.reason())
                .collect(Collectors.joining(
                        "; ",
                        (subscription.isEmpty() ? "a subscription" : "subscription " + subscription) + " is refused: ",
                        "")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
