package org.tocsin.enrich;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Document;
import org.tocsin.query.Hit;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;
import tools.jackson.databind.JsonNode;

/** Gives an article the shipped topics whose query it matches. */
final class TopicTagger {
    private final Map<String, Query> queries = new LinkedHashMap<>();
    private final QueryIndex index = new QueryIndex();

    static TopicTagger shipped() {
        TopicTagger tagger = new TopicTagger();
        try (InputStream in = Objects.requireNonNull(TopicTagger.class.getResourceAsStream("topics.json"))) {
            for (JsonNode topic : Json.mapper().readTree(in)) {
                String id = topic.path("id").asString();
                Query query = Query.parse(topic.path("query").asString());
                tagger.queries.put(id, query);
                tagger.index.put(id, query);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tagger;
    }

    /** The topics of an article, in the order of their definition. */
    List<TopicTag> tag(EnrichedArticle article) {
        Document document = Document.of(article);
        Set<String> hits = new HashSet<>();
        index.match(document).stream().map(Hit::id).forEach(hits::add);
        List<TopicTag> tags = new ArrayList<>();
        queries.forEach((id, query) -> {
            if (hits.contains(id)) {
                MatchResult result = query.match(document);
                double score = result.score() == null ? 1 : result.score();
                double threshold = result.score() == null ? 1 : result.threshold();
                tags.add(new TopicTag(id, 1, score, threshold, result.spans()));
            }
        });
        return tags;
    }
}
