package org.tocsin.app.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.tocsin.model.Json;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Articles with known right answers. Each is of a story of its own, since its words are invented; some come again
 * unchanged, some with another body. The subscription {@code news} wants the first article of a story, {@code all} also
 * every revision, {@code paused} nothing.
 */
public final class Wire implements AutoCloseable {
    /** So many that the few that all articles share make no story of them. */
    private static final int WORDS = 40;

    /** An article as pushed; title and address stay, the body tells the revision. */
    private record Item(String title, String url, String body) {}

    private final GuardedClient http = new GuardedClient(OutgoingSettings.ANYWHERE);
    private final Random random;
    private final InventedWords words;
    private final List<Item> pushed = new ArrayList<>();
    private int number;

    /** What the last push sent and got no answer to, and what follows from its being taken. */
    private List<Item> unanswered = List.of();

    private List<Runnable> answers = List.of();

    public Wire(long seed) {
        random = new Random(seed);
        words = new InventedWords(random);
    }

    /** Makes the subscriptions. */
    public void subscribe(Instance instance, Receiver receiver, Expectations expected) throws IOException {
        if (expected.size() > 0) {
            throw new IllegalStateException("subscriptions come first");
        }
        for (Map<String, Object> more : List.<Map<String, Object>>of(
                Map.of("id", "news"),
                Map.of("id", "all", "send", List.of("everything")),
                Map.of("id", "paused", "paused", true))) {
            Map<String, Object> subscription = new java.util.HashMap<>(more);
            subscription.put("query", "alarm");
            subscription.put("destinations", List.of(Map.of("channel", "webhook", "target", receiver.address())));
            int status = post(instance, "/api/v1/subscriptions", subscription);
            if (status != 201) {
                throw new IllegalStateException("a subscription was answered " + status);
            }
        }
    }

    /**
     * Pushes {@code count} articles, some new, some edited, some again, until the instance has taken them or is gone. What
     * got no answer may have been taken, so it comes first the next time.
     */
    public void push(Instance instance, int count, Expectations expected) throws InterruptedException {
        if (!unanswered.isEmpty() && !taken(instance)) {
            return;
        }
        List<Item> batch = new ArrayList<>();
        List<Runnable> follows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = pushed.isEmpty() ? 9 : random.nextInt(10);
            if (kind == 0) {
                batch.add(pushed.get(random.nextInt(pushed.size())));
            } else if (kind == 1) {
                Item before = pushed.remove(random.nextInt(pushed.size()));
                Item after = new Item(before.title(), before.url(), before.body() + " It was confirmed later.");
                batch.add(after);
                follows.add(() -> expected.expect("all", "update", after.title(), 2));
            } else {
                Item fresh = item();
                batch.add(fresh);
                follows.add(() -> {
                    pushed.add(fresh);
                    expected.expect("news", "first", fresh.title(), 1);
                    expected.expect("all", "first", fresh.title(), 1);
                });
            }
        }
        unanswered = batch;
        answers = follows;
        var _ = taken(instance);
    }

    /** Pushes what got no answer; whether it has one now. */
    private boolean taken(Instance instance) throws InterruptedException {
        while (instance.alive()) {
            try {
                if (post(instance, "/api/v1/articles", unanswered) == 202) {
                    answers.forEach(Runnable::run);
                    unanswered = List.of();
                    return true;
                }
            } catch (IOException e) {
                // it is being killed or paused; what it had taken comes as a repeat
            }
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(50, 200)));
        }
        return false;
    }

    /** Pushes what is still unanswered; the instance runs. */
    public void finish(Instance instance) throws InterruptedException {
        if (!unanswered.isEmpty() && !taken(instance)) {
            throw new IllegalStateException("the instance has ended");
        }
    }

    private Item item() {
        number++;
        return new Item(
                "Alarm %s %s %d".formatted(words.word(), words.word(), number),
                "https://wire.example/%s-%s-%d".formatted(words.word(), words.word(), number),
                words.sentence(WORDS + 1));
    }

    /**
     * A subscription that matches nothing of this.
     *
     * @return the status of the answer
     */
    public int subscribe(Instance instance, String id, String query) throws IOException {
        return post(
                instance,
                "/api/v1/subscriptions",
                Map.of("id", id, "query", query, "destinations", List.of(Map.of("channel", "stream"))));
    }

    /** The status of the answer; IOException when there is none. */
    private int post(Instance instance, String path, Object body) throws IOException {
        Answer answer = http.send(
                Request.post(WebUrl.parse(instance.http() + path), "application/json", Json.bytes(body), Limits.PAGE));
        return switch (answer) {
            case Answer.Received received -> received.status();
            case Answer.Failed failed -> throw new IOException(failed.message());
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
