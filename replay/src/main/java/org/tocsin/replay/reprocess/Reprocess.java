package org.tocsin.replay.reprocess;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.tocsin.enrich.Tagger;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Generation;
import org.tocsin.model.Topic;
import org.tocsin.replay.Generations;
import org.tocsin.replay.Replay;
import org.tocsin.replay.Retagging;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/**
 * Tags the whole history anew into a topic beside the live one, and lets the past be read from there. The live topic, what
 * was decided on it and the offsets that alerts hold stay as they are, so the way back is to read it again.
 *
 * <p>The topic is named for the version of the knowledge. Each record holds the offset of the live one that it stands for, so a
 * run that was broken off goes on behind the last, and another run adds what has come since.
 */
public final class Reprocess {
    private static final long LONGEST_NAP = 200_000_000;

    private final KafkaSettings kafka;
    private final InstantSource clock;

    public Reprocess(KafkaSettings kafka, InstantSource clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /**
     * A topic of articles tagged anew.
     *
     * @param until offset of the live topic before which it is complete
     * @param articles records of it
     * @param inForce whether the past is read from it
     */
    public record Standing(String topic, String knowledge, long until, long articles, boolean inForce) {}

    /**
     * What a run did.
     *
     * @param tagged articles written by this run
     * @param unreadable records of the live topic left out
     * @param removed records that the live topic no longer has, of any time
     * @param missing articles that are not there though later ones are
     */
    public record Outcome(Standing standing, long tagged, long unreadable, long removed, long missing) {}

    /**
     * Tags what the topic of that knowledge does not have yet, until now.
     *
     * @param rate articles a second at most
     * @param progress hears of each article, and ends the run by an exception
     */
    public Outcome run(Knowledge knowledge, double rate, Replay.Progress progress) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("rate " + rate + " is refused; it must be above 0");
        }
        Topic<EnrichedArticle> topic = Generations.topic(knowledge.version());
        kafka.create(topic);
        Scan.Range live = Scan.live(kafka, Topic.ENRICHED, null);
        if (live.to().size() > 1) {
            throw new Refusal(Topic.ENRICHED.name() + " has several partitions; only one can be reprocessed");
        }
        Scan.Range rest = live.since(Map.of(
                0, Math.max(Generations.standsFor(kafka, topic) + 1, live.from().getOrDefault(0, 0L))));
        Tagger tagger = new Tagger(knowledge);
        long begin = System.nanoTime();
        long all = rest.length();
        Scan.Outcome outcome;
        long written;
        try (Beside beside = new Beside(kafka, topic)) {
            outcome = Scan.run(
                    kafka,
                    Topic.ENRICHED,
                    rest,
                    item -> new Beside.Again(item, Retagging.of(item.value(), tagger::tag)),
                    one -> {
                        long done = beside.add(one);
                        Runnable told = () -> progress.read(Math.min(done, all), all);
                        told.run();
                        await(begin + (long) (done / rate * 1e9), told);
                    },
                    progress);
            written = beside.finish();
        }
        return new Outcome(
                standing(topic, live.to().getOrDefault(0, 0L)),
                written,
                outcome.unreadable(),
                outcome.removed(),
                outcome.missing());
    }

    /** @param told ends the wait by an exception */
    private static void await(long time, Runnable told) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, LONGEST_NAP));
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
            told.run();
        }
    }

    /** The topics that there are, by name. */
    public List<Standing> all() {
        List<Standing> all = new ArrayList<>();
        for (Topic<EnrichedArticle> topic : Generations.topics(kafka)) {
            all.add(standing(topic, Generations.standsFor(kafka, topic) + 1));
        }
        return all;
    }

    private Standing standing(Topic<EnrichedArticle> topic, long until) {
        Generation now = Generations.inForce(kafka);
        Scan.Range range = Scan.live(kafka, topic, null);
        boolean inForce = now != null && now.topic().equals(topic.name());
        return new Standing(topic.name(), Generations.knowledge(topic), until, range.length(), inForce);
    }

    /** Lets the past be read from the topic of that knowledge, from one moment to the next, once it has all until now. */
    public Generation switchTo(Knowledge knowledge, double rate, Replay.Progress progress) {
        Topic<EnrichedArticle> topic = Generations.topic(knowledge.version());
        if (Generations.standsFor(kafka, topic) < 0) {
            throw new Refusal("nothing is tagged with knowledge " + knowledge.version()
                    + " yet; run tocsin reprocess --with " + knowledge.version() + " first");
        }
        Outcome outcome = run(knowledge, rate, progress);
        Generation next =
                new Generation(topic.name(), outcome.standing().until(), knowledge.version(), clock.instant(), false);
        Beside.decide(kafka, next);
        return next;
    }

    /**
     * Lets the past be read from where it was before the last switch; once more, from where it was before that, and in the end
     * from the live topic.
     */
    public Generation back() {
        List<String> there = Generations.topics(kafka).stream().map(Topic::name).toList();
        List<Generation> way = new ArrayList<>(List.of(new Generation("", 0, "", Instant.EPOCH, false)));
        for (Generation one : Generations.all(kafka)) {
            if (one.back()) {
                do {
                    way.removeLast();
                } while (way.size() > 1 && !way.getLast().topic().equals(one.topic()));
            } else if (way.getLast().topic().equals(one.topic())) {
                way.removeLast();
            }
            if (!one.back() || way.isEmpty()) {
                way.add(one);
            }
        }
        way.subList(0, way.size() - 1).removeIf(one -> !one.topic().isEmpty() && !there.contains(one.topic()));
        if (way.size() == 1) {
            throw new Refusal("the past is read from the live topic; there is nothing to go back from");
        }
        Generation before = way.get(way.size() - 2);
        Generation next = new Generation(before.topic(), before.until(), before.knowledge(), clock.instant(), true);
        Beside.decide(kafka, next);
        return next;
    }

    /** Deletes the topic of a version of knowledge; {@link Refusal} when the past is read from it. */
    public void remove(String version) {
        Topic<EnrichedArticle> topic = Generations.topic(version);
        Generation now = Generations.inForce(kafka);
        if (now != null && now.topic().equals(topic.name())) {
            throw new Refusal("the past is read from " + topic.name() + "; go back first");
        }
        if (Generations.topics(kafka).stream().noneMatch(one -> one.name().equals(topic.name()))) {
            throw new Refusal("nothing is tagged with knowledge " + version);
        }
        try (Admin admin = Admin.create(kafka.client())) {
            admin.deleteTopics(List.of(topic.name())).all().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal(topic.name() + " was not deleted: " + e.getMessage(), e);
        }
    }
}
