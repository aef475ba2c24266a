package org.tocsin.enrich.entity;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rebuilds the shipped knowledge base and model from their sources, from the root of the project:
 * {@code java -cp 'app/target/lib/*' org.tocsin.enrich.entity.Rebuild ../shared/data}. The same sources give the same
 * files.
 */
public final class Rebuild {
    private static final long SEED = 7;
    private static final Path ENRICH = Path.of("enrich/src/main");

    private Rebuild() {}

    /** Takes the directory of the data. */
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments.length == 0 ? "../shared/data" : arguments[0]);
        Path target = ENRICH.resolve("resources/org/tocsin/enrich/entity");
        KnowledgeBuild.run(data, ENRICH.resolve("knowledge/own.txt"), target);
        KnowledgeBase knowledge = KnowledgeBase.read(target);
        Training training = new Training(knowledge);
        Annotated.news(data).forEach(text -> training.add(text, 1));
        try (OutputStream out = Files.newOutputStream(target.resolve("model.bin.gz"))) {
            training.train(SEED).write(out);
        }
    }
}
