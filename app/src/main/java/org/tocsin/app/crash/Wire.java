package org.tocsin.app.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
 * Articles with known right answers. The words of each story are invented; some articles come again unchanged, some with
 * another body, some stories get a second article, some articles are withdrawn. The subscription {@code news} wants the
 * first article of a story, {@code all} everything, {@code paused} nothing; {@link #subscribeMore} adds {@code digest}, which
 * wants what {@code news} does of one story in {@link #OUT_OF}, in a digest a minute, and {@code moved}, which wants all of it
 * at once, at two addresses of which one is gone.
 */
public final class Wire implements AutoCloseable {
    /** So many that the few that all articles share make no story of them. */
    private static final int WORDS = 41;

    /**
     * A second article of the story has another word in place of every so manieth: alike enough for hours to lie between
     * the two by their clocks, with far too few runs of words in common for a copy.
     */
    private static final int OTHER = 5;

    /** So many that no digest of a minute has more than it lists, however much has waited. */
    private static final int OUT_OF = 25;

    /** An article as pushed; title and address stay, the body tells the revision. */
    private record Item(String title, String url, String body, boolean retracted) {
        /** The story has this article alone so far, as it was first. */
        Item withdrawn() {
            return new Item(title, url, body, true);
        }

        Item edited() {
            return new Item(title, url, body + " It was confirmed later.", false);
        }
    }

    private final GuardedClient http = new GuardedClient(OutgoingSettings.ANYWHERE);
    private final Random random;
    private final InventedWords words;
    private final List<String> readers = new ArrayList<>();

    /** Articles alone in their story, and those that no longer are; none of them edited or withdrawn. */
    private final List<Item> alone = new ArrayList<>();

    private final List<Item> joined = new ArrayList<>();
    private boolean digests;
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
        List<String> here = List.of(receiver.address());
        subscribe(instance, Map.of("id", "news"), here);
        subscribe(instance, Map.of("id", "all", "send", List.of("everything")), here);
        subscribe(instance, Map.of("id", "paused", "paused", true), here);
        readers.addAll(List.of("all", "news"));
    }

    /** Makes those too that take a minute, or lose an endpoint, which their owner is told. */
    public void subscribeMore(Instance instance, Receiver receiver, Expectations expected) throws IOException {
        subscribe(
                instance,
                Map.of("id", "digest", "query", "siren", "schedule", Map.of("kind", "every", "minutes", 1)),
                List.of(receiver.address()));
        subscribe(instance, Map.of("id", "moved"), List.of(receiver.address(), receiver.goneAddress()));
        readers.add("moved");
        digests = true;
        expected.expect("moved", "notice", "Alerts of “moved” no longer go to its webhook", 0);
    }

    private void subscribe(Instance instance, Map<String, Object> wanted, List<String> addresses) throws IOException {
        Map<String, Object> subscription = new HashMap<>(wanted);
        subscription.putIfAbsent("query", "alarm");
        subscription.put(
                "destinations",
                addresses.stream()
                        .map(address -> Map.of("channel", "webhook", "target", address))
                        .toList());
        int status = post(instance, "/api/v1/subscriptions", subscription);
        if (status != 201) {
            throw new IllegalStateException("a subscription was answered " + status);
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
            int kind = alone.isEmpty() ? 9 : random.nextInt(10);
            switch (kind) {
                case 0 -> batch.add(alone.get(random.nextInt(alone.size())));
                case 1 -> {
                    List<Item> any = random.nextBoolean() && !joined.isEmpty() ? joined : alone;
                    Item before = any.remove(random.nextInt(any.size()));
                    batch.add(before.edited());
                    follows.add(() -> expected.expect("all", "update", before.title(), 2));
                }
                case 2 -> {
                    Item first = alone.remove(random.nextInt(alone.size()));
                    Item second = second(first);
                    batch.add(second);
                    joined.add(first);
                    follows.add(() -> {
                        joined.add(second);
                        expected.expect("all", "news", second.title(), 1);
                    });
                }
                case 3 -> {
                    Item item = alone.remove(random.nextInt(alone.size()));
                    batch.add(item.withdrawn());
                    follows.add(() -> expect(expected, "retraction", item, 2));
                }
                default -> {
                    Item fresh = item();
                    batch.add(fresh);
                    follows.add(() -> {
                        alone.add(fresh);
                        expect(expected, "first", fresh, 1);
                    });
                }
            }
        }
        unanswered = batch;
        answers = follows;
        var _ = taken(instance);
    }

    /** Whoever wants the first article of a story hears of it. */
    private void expect(Expectations expected, String kind, Item item, int revision) {
        readers.forEach(reader -> expected.expect(reader, kind, item.title(), revision));
        if (digests && item.title().contains("siren")) {
            expected.expect("digest", kind, item.title(), revision);
        }
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
        return item(++number, words.sentence(WORDS));
    }

    /** Another article of its story. */
    private Item second(Item first) {
        String[] text = first.body().split(" ", -1);
        for (int i = 0; i < text.length; i += OTHER) {
            text[i] = words.word();
        }
        return item(Integer.parseInt(story(first.title())), String.join(" ", text));
    }

    private Item item(int story, String text) {
        return new Item(
                "Alarm %s %s %s %d"
                        .formatted(story % OUT_OF == 1 ? "siren" : "rings", words.word(), words.word(), story),
                "https://wire.example/%s-%s-%d".formatted(words.word(), words.word(), story),
                text,
                false);
    }

    /** The story that an article is of, by its title. */
    static String story(String title) {
        return title.substring(title.lastIndexOf(' ') + 1);
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
