package org.tocsin.enrich;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Document;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import tools.jackson.databind.JsonNode;

/** Gives an article the shipped topics whose query it matches. */
final class TopicTagger {
    private record Definition(String id, Query query) {}

    private final List<Definition> definitions = new ArrayList<>();

    static TopicTagger shipped() {
        TopicTagger tagger = new TopicTagger();
        try (InputStream in = Objects.requireNonNull(TopicTagger.class.getResourceAsStream("topics.json"))) {
            for (JsonNode topic : Json.mapper().readTree(in)) {
                tagger.definitions.add(new Definition(
                        topic.path("id").asString(),
                        Query.parse(topic.path("query").asString())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tagger;
    }

    List<TopicTag> tag(EnrichedArticle article) {
        Document document = Document.of(article);
        List<TopicTag> tags = new ArrayList<>();
        for (Definition definition : definitions) {
            MatchResult result = definition.query().match(document);
            if (result.matched()) {
                double score = result.score() == null ? 1 : result.score();
                double threshold = result.score() == null ? 1 : result.threshold();
                tags.add(new TopicTag(definition.id(), score, threshold, result.spans()));
            }
        }
        return tags;
    }
}
