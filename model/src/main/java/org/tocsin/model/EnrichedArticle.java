package org.tocsin.model;

import java.util.List;
import java.util.Objects;

/**
 * One revision of one article with all that the pipeline found out about it.
 *
 * @param story id of its story, empty before the stories step
 * @param storyNew whether this article opened the story
 * @param storySources how many outlets the story has had until now
 * @param storyMerged ids of the stories that have become part of its story, at most 16
 * @param duplicateOf id of the article whose text this one repeats, whatever its headline or outlet; empty when it
 *     repeats none
 * @param burst the highest burst score among its topics, in standard deviations; 0 when none is known
 * @param sequence the one order of all enriched articles, from 1; 0 before the stories step
 * @param knowledgeVersion what it was tagged with: the shipped version, a plus sign and the number of users' edits
 *     applied, such as {@code 1+3}; empty before tagging
 */
public record EnrichedArticle(
        Article article,
        List<Mention> mentions,
        List<TopicTag> topics,
        String story,
        boolean storyNew,
        int storySources,
        List<String> storyMerged,
        String duplicateOf,
        long sequence,
        double burst,
        String knowledgeVersion) {
    /** Characters of text that {@link #digest} keeps. */
    public static final int DIGEST_CHARACTERS = 300;

    public EnrichedArticle {
        Objects.requireNonNull(article, "article");
        mentions = mentions == null ? List.of() : List.copyOf(mentions);
        topics = topics == null ? List.of() : List.copyOf(topics);
        story = story == null ? "" : story;
        knowledgeVersion = knowledgeVersion == null ? "" : knowledgeVersion;
        storyMerged = storyMerged == null ? List.of() : List.copyOf(storyMerged);
        duplicateOf = duplicateOf == null ? "" : duplicateOf;
    }

    /** An article with what its text says, before the stories step. */
    public static EnrichedArticle tagged(
            Article article, List<Mention> mentions, List<TopicTag> topics, String knowledgeVersion) {
        return new EnrichedArticle(article, mentions, topics, "", false, 0, List.of(), "", 0, 0, knowledgeVersion);
    }

    /** The same findings about another form of the article. */
    public EnrichedArticle withArticle(Article other) {
        return new EnrichedArticle(
                other,
                mentions,
                topics,
                story,
                storyNew,
                storySources,
                storyMerged,
                duplicateOf,
                sequence,
                burst,
                knowledgeVersion);
    }

    /** What alerting needs of it: without the body, with the beginning of the summary or body, without evidence. */
    public EnrichedArticle digest() {
        String text = article.summary().isBlank() ? article.body() : article.summary();
        int end = Math.min(text.length(), DIGEST_CHARACTERS);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return new EnrichedArticle(
                article.withText(article.title(), text.substring(0, end), ""),
                List.of(),
                topics.stream()
                        .map(tag -> new TopicTag(tag.id(), tag.version(), tag.score(), tag.threshold(), List.of()))
                        .toList(),
                story,
                storyNew,
                storySources,
                storyMerged,
                duplicateOf,
                sequence,
                burst,
                knowledgeVersion);
    }
}
