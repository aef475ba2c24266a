package org.tocsin.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.replay.compare.KnowledgeOf;
import picocli.CommandLine.Option;

/** The knowledge that an offline command tags with. */
final class KnowledgeOption {
    @Option(
            names = "--knowledge",
            paramLabel = "FILE|DIR",
            description = "Topics and entities on top of the shipped ones, as knowledge apply would take them.")
    private @Nullable Path files;

    Knowledge knowledge() {
        Knowledge knowledge = new Knowledge();
        if (files != null) {
            KnowledgeOf.apply(files, knowledge);
        }
        return knowledge;
    }
}
