package org.tocsin.alerts.subscription;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import org.tocsin.model.Schedule;
import org.tocsin.model.Subscription;
import org.tocsin.runtime.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Subscriptions as YAML, one or several documents or a list in a file, to be kept under version control. A file has no
 * versions and no secrets in the clear: a secret stands there as {@code env:…} or {@code file:…}, or as {@value
 * Subscriptions#KEPT}, which leaves what is saved as it is.
 */
public final class SubscriptionFiles {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private SubscriptionFiles() {}

    /** One step of bringing what is saved to what the files say; {@code changes} names the fields, old and new value. */
    public record Step(String action, Subscription wanted, int edits, List<String> changes) {
        @Override
        public String toString() {
            String mark = Map.of("create", "+", "change", "~", "remove", "-").getOrDefault(action, " ");
            return "%s %s %s%s"
                    .formatted(
                            mark,
                            action,
                            wanted.id(),
                            changes.isEmpty() ? "" : "\n    " + String.join("\n    ", changes));
        }
    }

    /** Reads {@code path}, a file or a directory of {@code .yaml} and {@code .yml} files; {@link Refusal} says which is bad. */
    public static List<Subscription> read(Path path) {
        List<Subscription> all = new ArrayList<>();
        for (Path file : files(path)) {
            try {
                all.addAll(parse(Files.readAllBytes(file)));
            } catch (IOException | IllegalArgumentException | Refusal e) {
                throw new Refusal("%s cannot be read: %s".formatted(file, e.getMessage()), e);
            }
        }
        return once(all);
    }

    /** The subscriptions of one YAML text; {@link Refused} names a bad field, {@link Refusal} says what else is wrong. */
    static List<Subscription> parse(byte[] yaml) {
        List<Subscription> all = new ArrayList<>();
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (values.hasNext()) {
                JsonNode node = values.next();
                if (node.isArray()) {
                    node.forEach(one -> all.add(subscription(one)));
                } else if (!node.isNull()) {
                    all.add(subscription(node));
                }
            }
        } catch (JacksonException e) {
            throw new Refusal("it is no YAML: " + e.getOriginalMessage(), e);
        }
        return once(all);
    }

    private static List<Subscription> once(List<Subscription> all) {
        var ids = new TreeSet<String>();
        for (Subscription one : all) {
            if (!ids.add(one.id())) {
                throw new Refusal("subscription %s stands there twice".formatted(one.id()));
            }
        }
        return all;
    }

    private static List<Path> files(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> below = Files.walk(path)) {
            return below.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Refusal("%s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static Subscription subscription(JsonNode node) {
        Subscription read = SubscriptionForm.read(node);
        if (read.id().isBlank()) {
            throw new Refusal("a subscription has no id; give each one that stays the same");
        }
        return read.withVersion(0);
    }

    /**
     * What has to be done so that what is saved says what {@code wanted} says.
     *
     * @param prune whether to remove what is saved and not wanted
     */
    public static List<Step> plan(List<Subscription> wanted, Subscriptions saved, boolean prune) {
        List<Step> steps = new ArrayList<>();
        for (Subscription one : wanted) {
            Subscription before = saved.get(one.id());
            if (before == null) {
                steps.add(new Step("create", one, 0, List.of()));
            } else {
                List<String> changes = changes(Subscriptions.shown(before), saved.planned(one));
                if (!changes.isEmpty()) {
                    steps.add(new Step("change", one, before.version(), changes));
                }
            }
        }
        if (prune) {
            var keep = new TreeSet<String>();
            wanted.forEach(one -> keep.add(one.id()));
            for (Subscription one : saved.list()) {
                if (!keep.contains(one.id())) {
                    steps.add(new Step("remove", one.withdrawn(), one.version(), List.of()));
                }
            }
        }
        return steps;
    }

    /** Whether the steps can be carried out: {@link Refused} says which subscription is wrong, and where. */
    public static void check(List<Step> steps, Subscriptions saved) {
        var _ = saved.checked(changes(steps));
    }

    /** Carries the steps out, all checked before the first is saved. */
    public static void apply(List<Step> steps, Subscriptions saved) {
        var _ = saved.saveAll(changes(steps));
    }

    /** What is saved when the steps are carried out. */
    public static List<Subscription> wanted(List<Step> steps) {
        return steps.stream().map(Step::wanted).toList();
    }

    private static Map<Subscription, Integer> changes(List<Step> steps) {
        Map<Subscription, Integer> changes = new LinkedHashMap<>();
        steps.forEach(step -> changes.put(step.wanted(), step.edits()));
        return changes;
    }

    private static List<String> changes(Subscription before, Subscription after) {
        ObjectNode old = plain(before);
        ObjectNode fresh = plain(after);
        var names = new TreeSet<String>(old.propertyNames());
        names.addAll(fresh.propertyNames());
        return names.stream()
                .filter(name -> !java.util.Objects.equals(old.get(name), fresh.get(name)))
                .map(name -> "%s: %s -> %s".formatted(name, text(old.get(name)), text(fresh.get(name))))
                .toList();
    }

    private static String text(@Nullable JsonNode node) {
        return node == null ? "nothing" : node.toString();
    }

    /** All that is not a default, without the version. */
    private static ObjectNode plain(Subscription subscription) {
        ObjectNode node = Json.mapper().valueToTree(subscription);
        node.remove(List.of("version", "enabled"));
        ObjectNode defaults = Json.mapper().valueToTree(Subscription.of(subscription.id(), "", subscription.query()));
        for (String name : List.copyOf(node.propertyNames())) {
            if (!name.equals("id") && !name.equals("query") && node.get(name).equals(defaults.get(name))) {
                node.remove(name);
            }
        }
        if (subscription.schedule().equals(Schedule.AT_ONCE)) {
            node.remove("schedule");
        }
        return node;
    }

    /** One YAML document for each, in the order of ids, without what is default. */
    public static String write(List<Subscription> subscriptions) {
        StringBuilder out = new StringBuilder();
        subscriptions.stream()
                .sorted(Comparator.comparing(Subscription::id))
                .forEach(one -> out.append("---\n").append(YAML.writeValueAsString(plain(Subscriptions.shown(one)))));
        return out.toString();
    }

    /** A name for each id that no other id has, without the colon that some file systems refuse. */
    private static String fileName(String id) {
        return id.replace("%", "%25").replace(":", "%3A") + ".yaml";
    }

    /** Writes one file for each into {@code directory}. */
    public static void write(List<Subscription> subscriptions, Path directory) {
        try {
            Files.createDirectories(directory);
            for (Subscription one : subscriptions) {
                Files.writeString(
                        directory.resolve(fileName(one.id())),
                        YAML.writeValueAsString(plain(Subscriptions.shown(one))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
