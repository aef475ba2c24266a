package org.tocsin.enrich;

import java.nio.file.Path;
import java.util.List;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.StreamsStage;

/** The Streams applications of this module. */
public final class EnrichStages {
    private EnrichStages() {}

    public static List<Stage> create(KafkaSettings kafka, Path state, String instance) {
        return List.of(
                new StreamsStage(
                        "tag",
                        TagTopology.build(new Tagger()),
                        kafka.streams("tocsin-tag", state, false, instance + "-tag")),
                new StreamsStage(
                        "stories",
                        StoriesTopology.build(),
                        kafka.streams("tocsin-stories", state, true, instance + "-stories")));
    }
}
