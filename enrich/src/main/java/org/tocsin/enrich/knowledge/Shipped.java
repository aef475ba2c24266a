package org.tocsin.enrich.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tocsin.model.TopicDefinition;

/** The topics that come with the program, under one version, which is raised whenever any of them changes. */
record Shipped(String version, List<TopicDefinition> topics) {
    private static final Shipped SHIPPED = load();

    Shipped {
        topics = List.copyOf(topics);
    }

    static Shipped get() {
        return SHIPPED;
    }

    private static Shipped load() {
        String version = "";
        List<TopicDefinition> topics = new ArrayList<>();
        for (String line : text("shipped.txt").lines().toList()) {
            if (line.startsWith("version ")) {
                version = line.substring("version ".length());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                KnowledgeFile.Contents contents = KnowledgeFile.parse(line, text(line));
                if (!contents.problems().isEmpty()) {
                    throw new IllegalStateException("shipped knowledge: " + contents.problems());
                }
                contents.items().forEach(item -> topics.add(Objects.requireNonNull(item.topic(), item.where())));
            }
        }
        return new Shipped(version, topics);
    }

    private static String text(String name) {
        try (InputStream in = Objects.requireNonNull(Shipped.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
