package org.tocsin.enrich.knowledge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Entity;
import org.tocsin.model.TopicDefinition;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Topics and entities as people write them: YAML documents, one or several in a file, parted by {@code ---}. A document
 * with a {@code query} is a topic, one with a {@code type} is an entity; both have the fields of the API's JSON, which is
 * YAML too. Nothing is left out in silence: every document that cannot be used is a problem.
 */
public final class KnowledgeFile {
    /** Largest file that is read. */
    public static final long MAX_BYTES = 4L * 1024 * 1024;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .build();

    /**
     * One document.
     *
     * @param where file and number of the document, as people count
     * @param version that the document edits, as it says; null for an entity that says none
     */
    public record Item(
            String where,
            @Nullable Integer version,
            @Nullable TopicDefinition topic,
            @Nullable Entity entity) {
        public String id() {
            return topic != null ? topic.id() : entity != null ? entity.id() : "";
        }
    }

    /** A document, or part of it, that cannot be used, and why. */
    public record Problem(String where, String sentence) {}

    /** What files held. */
    public record Contents(List<Item> items, List<Problem> problems) {
        public Contents {
            items = List.copyOf(items);
            problems = List.copyOf(problems);
        }
    }

    private KnowledgeFile() {}

    /** Reads a file, or every {@code .yaml}, {@code .yml} and {@code .json} file under a directory in the order of names. */
    public static Contents read(Path path) {
        List<Item> items = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : files(path)) {
            try {
                if (Files.size(file) > MAX_BYTES) {
                    problems.add(new Problem(file.toString(), "is larger than 4 MiB; split it"));
                } else {
                    parse(file.toString(), Files.readString(file), items, problems);
                }
            } catch (IOException e) {
                problems.add(new Problem(file.toString(), "cannot be read as UTF-8 text: " + e.getMessage()));
            }
        }
        return new Contents(items, problems);
    }

    /** Reads the documents of a text. */
    public static Contents parse(String where, String text) {
        List<Item> items = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        parse(where, text, items, problems);
        return new Contents(items, problems);
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(file -> file.toString().matches(".*\\.(ya?ml|json)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void parse(String where, String text, List<Item> items, List<Problem> problems) {
        int number = 0;
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            while (documents.hasNextValue()) {
                number++;
                item(where + (number > 1 ? " (document " + number + ")" : ""), documents.nextValue(), items, problems);
            }
            if (number == 0) {
                problems.add(new Problem(where, "holds no topic and no entity"));
            }
        } catch (JacksonException e) {
            problems.add(new Problem(where + line(e), "is no YAML: " + firstLine(e)));
        }
    }

    private static void item(String where, JsonNode document, List<Item> items, List<Problem> problems) {
        try {
            if (document.has("query")) {
                TopicDefinition topic = YAML.treeToValue(document, TopicDefinition.class);
                items.add(new Item(where, topic.version(), topic, null));
            } else if (document.has("type")) {
                JsonNode version = ((ObjectNode) document).remove("version");
                if (version != null && !version.isIntegralNumber()) {
                    problems.add(new Problem(where, "version: " + version + " is no whole number"));
                    return;
                }
                items.add(new Item(
                        where,
                        version == null ? null : version.intValue(),
                        null,
                        YAML.treeToValue(document, Entity.class)));
            } else {
                problems.add(
                        new Problem(where, "is neither a topic, which has a query, nor an entity, which has a type"));
            }
        } catch (JacksonException e) {
            problems.add(new Problem(where, firstLine(e)));
        }
    }

    private static String line(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : ", line " + e.getLocation().getLineNr();
    }

    private static String firstLine(JacksonException e) {
        return Objects.toString(e.getOriginalMessage(), "unreadable")
                .lines()
                .findFirst()
                .orElse("unreadable");
    }

    /** A topic as YAML. */
    public static String write(TopicDefinition topic) {
        return YAML.writeValueAsString(topic);
    }

    /** An entity as YAML, with the version that an edit of it names. */
    public static String write(Entity entity, int version) {
        ObjectNode document = YAML.valueToTree(entity);
        return YAML.writeValueAsString(document.put("version", version));
    }
}
