package org.tocsin.app.fault;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A thousand subscriptions, made by 16 callers at once. */
final class SubscriberStorm {
    private static final int SUBSCRIPTIONS = 1_000;
    private static final int CALLERS = 16;
    private static final int CREATED = 201;

    /** Makes one and gives the status of the answer. */
    @FunctionalInterface
    interface Subscribe {
        int to(int number) throws IOException;
    }

    private SubscriberStorm() {}

    /** Makes them; how many were answered by anything but that they are made, one sentence for each answer. */
    static Stream<String> of(Subscribe subscribe) {
        Map<String, Integer> answers = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                int number = i;
                threads.execute(() -> answers.merge(answer(subscribe, number), 1, Integer::sum));
            }
        }
        answers.remove(String.valueOf(CREATED));
        return new TreeMap<>(answers)
                .entrySet().stream().map(one -> one.getValue() + " subscriptions were answered " + one.getKey());
    }

    private static String answer(Subscribe subscribe, int number) {
        try {
            return String.valueOf(subscribe.to(number));
        } catch (IOException | RuntimeException e) {
            return "by no status: " + e.getMessage();
        }
    }
}
