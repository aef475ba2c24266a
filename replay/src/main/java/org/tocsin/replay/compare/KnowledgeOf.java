package org.tocsin.replay.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.Knowledge.Outcome;
import org.tocsin.enrich.knowledge.KnowledgeFile;
import org.tocsin.model.Entity;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.model.Topic;
import org.tocsin.model.TopicDefinition;
import org.tocsin.replay.Scan;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/** Knowledge by its name: of a version, of now, or of now with the changes of files. */
public final class KnowledgeOf {
    private static final Pattern VERSION = Pattern.compile("\\d+\\+\\d+");

    private KnowledgeOf() {}

    /**
     * The knowledge that {@code name} means.
     *
     * @param name {@code shipped}; {@code now}, with every edit of the log; a version such as {@code 1+3}, with the first
     *     edits of the log; or a file or folder of topics and entities, applied to what is known now
     * @throws Refusal when there is none of that name
     */
    public static Knowledge named(KafkaSettings kafka, String name) {
        Knowledge knowledge = new Knowledge();
        if (name.equals("shipped")) {
            return knowledge;
        }
        List<KnowledgeEdit> edits = edits(kafka);
        if (VERSION.matcher(name).matches()) {
            return upTo(name, knowledge, edits);
        }
        if (!name.equals("now") && !Files.exists(Path.of(name))) {
            throw new Refusal(name + " is no version such as " + knowledge.version()
                    + " and no folder; write shipped, now, a version or a folder of topics and entities");
        }
        edits.forEach(knowledge::apply);
        if (!name.equals("now")) {
            apply(Path.of(name), knowledge);
        }
        return knowledge;
    }

    /** A name that means a version; {@link IllegalArgumentException} for one that means files. */
    public static String version(String name) {
        if (!name.equals("now")
                && !name.equals("shipped")
                && !VERSION.matcher(name).matches()) {
            throw new IllegalArgumentException(name + " is no version; write shipped, now or a version such as 1+3");
        }
        return name;
    }

    private static List<KnowledgeEdit> edits(KafkaSettings kafka) {
        List<KnowledgeEdit> edits = new ArrayList<>();
        Scan.Outcome _ = Scan.run(
                kafka,
                Topic.KNOWLEDGE,
                Scan.range(kafka, Topic.KNOWLEDGE, null),
                item -> edits.add(item.value()),
                (done, all) -> {});
        return edits;
    }

    private static Knowledge upTo(String version, Knowledge knowledge, List<KnowledgeEdit> edits) {
        String shipped = knowledge.version().replaceFirst("\\+.*", "");
        if (!version.startsWith(shipped + "+")) {
            throw new Refusal("knowledge " + version + " is of another release; this one ships version " + shipped);
        }
        for (KnowledgeEdit edit : edits) {
            if (knowledge.version().equals(version)) {
                break;
            }
            Outcome _ = knowledge.apply(edit);
        }
        if (!knowledge.version().equals(version)) {
            throw new Refusal("there is no knowledge " + version + "; the latest is " + knowledge.version());
        }
        return knowledge;
    }

    /** Applies the topics and entities of a file or directory; {@link Refusal} names the ones that cannot be used. */
    public static void apply(Path files, Knowledge knowledge) {
        KnowledgeFile.Contents contents = KnowledgeFile.read(files);
        if (!contents.problems().isEmpty()) {
            throw new Refusal(contents.problems().stream()
                    .map(problem -> problem.where() + ": " + problem.sentence())
                    .collect(Collectors.joining("\n  ")));
        }
        contents.items().forEach(item -> apply(knowledge, item.where(), item.id(), item.topic(), item.entity()));
    }

    /** Applies topics and entities to what is known; {@link Refusal} names the one that cannot be used. */
    public static void apply(Knowledge knowledge, List<TopicDefinition> topics, List<Entity> entities) {
        topics.forEach(topic -> apply(knowledge, "topic", topic.id(), topic, null));
        entities.forEach(entity -> apply(knowledge, "entity", entity.id(), null, entity));
    }

    private static void apply(
            Knowledge knowledge, String where, String id, @Nullable TopicDefinition topic, @Nullable Entity entity) {
        KnowledgeEdit edit = new KnowledgeEdit(id, knowledge.current(id), entity, topic, false, Instant.EPOCH);
        if (knowledge.apply(edit) instanceof Outcome.Refused refused) {
            throw new Refusal(where + " " + id + ": " + String.join("; ", refused.sentences()));
        }
    }
}
