package org.tocsin.enrich.entity;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Rebuilds the shipped knowledge base and model from their sources. The same sources give the same files, byte for
 * byte.
 */
public final class Rebuild {
    private static final long SEED = 7;
    private static final Path ENRICH = Path.of("enrich/src/main");

    private Rebuild() {}

    /**
     * Writes the files of the source tree below {@code project} from the sources in {@code data}.
     *
     * @throws NoSuchFileException when {@code project} is no source tree or a source is absent
     */
    public static void run(Path data, Path project) throws IOException {
        Path own = project.resolve(ENRICH).resolve("knowledge/own.txt");
        if (!Files.exists(own)) {
            throw new NoSuchFileException(own.toString());
        }
        Path target = project.resolve(ENRICH).resolve("resources/org/tocsin/enrich/entity");
        KnowledgeBuild.run(data, own, target);
        KnowledgeBase knowledge = KnowledgeBase.read(target);
        Training training = new Training(knowledge);
        Annotated.news(data).forEach(text -> training.add(text, 1));
        try (OutputStream out = Files.newOutputStream(target.resolve("model.bin.gz"))) {
            training.train(SEED).write(out);
        }
    }
}
