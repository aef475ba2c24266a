package org.tocsin.enrich;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.KnowledgeLog;
import org.tocsin.enrich.knowledge.KnowledgeStage;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.StreamsStage;

/** The Streams applications of this module, behind what they know. */
public final class EnrichStages {
    private EnrichStages() {}

    public static List<Stage> create(KafkaSettings kafka, Path state, String instance, Knowledge knowledge) {
        return List.of(
                new KnowledgeStage(kafka, new KnowledgeLog(kafka, knowledge), InstantSource.system()),
                new StreamsStage(
                        "tag",
                        TagTopology.build(new Tagger(knowledge)::tag),
                        kafka.streams("tocsin-tag", state, false, instance + "-tag")),
                new StreamsStage(
                        "stories",
                        StoriesTopology.build(),
                        kafka.streams("tocsin-stories", state, true, instance + "-stories")));
    }
}
