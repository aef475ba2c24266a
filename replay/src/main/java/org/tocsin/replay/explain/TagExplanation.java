package org.tocsin.replay.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.Tagger;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicTag;
import org.tocsin.replay.Replay;
import org.tocsin.replay.Scan;
import org.tocsin.replay.compare.KnowledgeOf;
import org.tocsin.runtime.KafkaSettings;

/**
 * The tags of an article given again, from the record of the live log, with the knowledge that it was tagged with.
 *
 * @param offset of the record in {@code tocsin.enriched}
 * @param knowledge version of that time
 * @param same whether all tags come out as they were, with score, evidence and places
 * @param difference the tags that do not, empty when all do
 * @param topics as given again, with the evidence that scored
 * @param mentions as given again
 */
public record TagExplanation(
        String article,
        int revision,
        long offset,
        String knowledge,
        boolean same,
        List<String> difference,
        List<TopicTag> topics,
        List<Mention> mentions) {
    public TagExplanation {
        difference = List.copyOf(difference);
        topics = List.copyOf(topics);
        mentions = List.copyOf(mentions);
    }

    /**
     * Explains the tags of one revision of the article; empty when the log has no such article.
     *
     * @param revision from 1; 0 for the latest
     * @param tag id of the topic or entity, or {@code type:name} of a name without id; null for all tags
     * @throws IllegalArgumentException when the article has no such revision, or the revision no such tag
     * @throws org.tocsin.runtime.Refusal when it was tagged by another release, whose knowledge is not there
     */
    public static Optional<TagExplanation> of(
            KafkaSettings kafka, String article, int revision, @Nullable String tag, Replay.Progress progress) {
        List<Scan.Item<EnrichedArticle>> revisions = new ArrayList<>();
        Scan.Outcome _ = Scan.run(
                kafka,
                Topic.ENRICHED,
                Scan.live(kafka, Topic.ENRICHED, null),
                item -> item.key().equals(article) ? item : null,
                revisions::add,
                progress);
        if (revisions.isEmpty()) {
            return Optional.empty();
        }
        Scan.Item<EnrichedArticle> wanted = revisions.stream()
                .filter(item -> revision == 0 || revision(item) == revision)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new IllegalArgumentException("article %s has no revision %d; there are %s"
                        .formatted(
                                article,
                                revision,
                                revisions.stream().map(TagExplanation::revision).toList())));
        return Optional.of(explain(kafka, wanted, tag));
    }

    private static int revision(Scan.Item<EnrichedArticle> item) {
        return item.value().article().revision();
    }

    private static TagExplanation explain(KafkaSettings kafka, Scan.Item<EnrichedArticle> item, @Nullable String tag) {
        EnrichedArticle then = item.value();
        Tagger tagger = new Tagger(KnowledgeOf.named(kafka, then.knowledgeVersion()));
        EnrichedArticle again = then.article().retracted() ? then : tagger.tag(then.article());
        if (tag != null
                && Stream.of(then, again)
                        .allMatch(one ->
                                topics(one, tag).isEmpty() && mentions(one, tag).isEmpty())) {
            TreeSet<String> known = new TreeSet<>();
            then.topics().forEach(topic -> known.add(topic.id()));
            then.mentions().forEach(mention -> known.add(mention.key()));
            throw new IllegalArgumentException("revision %d of article %s has no tag %s; it has %s"
                    .formatted(then.article().revision(), then.article().id(), tag, known));
        }
        TreeSet<String> difference = new TreeSet<>();
        unlike(topics(then, tag), topics(again, tag)).forEach(topic -> difference.add(topic.id()));
        unlike(mentions(then, tag), mentions(again, tag)).forEach(mention -> difference.add(mention.key()));
        return new TagExplanation(
                then.article().id(),
                then.article().revision(),
                item.offset(),
                then.knowledgeVersion(),
                difference.isEmpty(),
                List.copyOf(difference),
                topics(again, tag),
                mentions(again, tag));
    }

    private static List<TopicTag> topics(EnrichedArticle article, @Nullable String tag) {
        return article.topics().stream()
                .filter(topic -> tag == null || topic.id().equals(tag))
                .toList();
    }

    private static List<Mention> mentions(EnrichedArticle article, @Nullable String tag) {
        return article.mentions().stream()
                .filter(mention -> tag == null || mention.key().equals(tag))
                .toList();
    }

    /** What only one of the two has. */
    private static <T> List<T> unlike(List<T> then, List<T> again) {
        List<T> unlike = new ArrayList<>(then);
        unlike.removeAll(again);
        List<T> fresh = new ArrayList<>(again);
        fresh.removeAll(then);
        unlike.addAll(fresh);
        return unlike;
    }
}
