package org.tocsin.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.tocsin.enrich.Tagger;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Mention;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Language, entities and topics of articles, without a broker. */
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = "Tag articles (NDJSON in, NDJSON out), without a broker.")
final class TagCommand implements Callable<Integer> {
    @Mixin
    private KnowledgeOption known = new KnowledgeOption();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "NDJSON; standard input without it.")
    private String file = "-";

    @Override
    public Integer call() throws Exception {
        Tagger tagger = new Tagger(known.knowledge());
        return OfflineArticles.answer(file, (id, article) -> {
            EnrichedArticle tagged = tagger.tag(article);
            Map<String, Map<String, Object>> entities = new LinkedHashMap<>();
            for (Mention mention : tagged.mentions()) {
                Map<String, Object> entity = entities.computeIfAbsent(mention.key(), key -> {
                    Map<String, Object> fresh = new LinkedHashMap<>();
                    fresh.put("id", mention.entity());
                    fresh.put("name", mention.name());
                    fresh.put("type", mention.type());
                    fresh.put("mentions", new ArrayList<Map<String, Object>>());
                    return fresh;
                });
                @SuppressWarnings("unchecked") // put there just above
                List<Map<String, Object>> mentions =
                        (List<Map<String, Object>>) Objects.requireNonNull(entity.get("mentions"));
                Map<String, Object> place = new LinkedHashMap<>();
                place.put("field", mention.field());
                place.put("start", mention.start());
                place.put("end", mention.end());
                place.put("text", mention.surface());
                place.put("confidence", mention.confidence());
                mentions.add(place);
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", id);
            answer.put("language", tagged.article().language());
            answer.put("entities", entities.values());
            answer.put("topics", tagged.topics());
            answer.put("knowledge", tagged.knowledgeVersion());
            return answer;
        });
    }
}
