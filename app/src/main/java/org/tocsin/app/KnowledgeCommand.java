package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.enrich.entity.Rebuild;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.Knowledge.Item;
import org.tocsin.enrich.knowledge.Knowledge.Outcome;
import org.tocsin.enrich.knowledge.Knowledge.Source;
import org.tocsin.enrich.knowledge.KnowledgeCheck;
import org.tocsin.enrich.knowledge.KnowledgeFile;
import org.tocsin.enrich.knowledge.KnowledgeLog;
import org.tocsin.model.Entity;
import org.tocsin.model.Json;
import org.tocsin.model.KnowledgeEdit;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Topics and entities: check, list, show, compare, change and export them. */
@Command(
        name = "knowledge",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Check, list, show, compare, change and export topics and entities; see docs/knowledge.md.")
final class KnowledgeCommand {
    /** What a command works on: the shipped knowledge, with the edits of a log when there is one. */
    private record Open(Knowledge knowledge, @Nullable KnowledgeLog log, Options.@Nullable Connection connection)
            implements AutoCloseable {
        static Open of(Options options, boolean writes) {
            Settings settings = options.settings();
            Knowledge knowledge = new Knowledge();
            boolean any = writes
                    || !settings.bootstrap().isEmpty()
                    || DataDirectory.running(settings.data()).isPresent()
                    || Files.isDirectory(settings.data().resolve("broker"));
            if (!any) {
                return new Open(knowledge, null, null);
            }
            Options.Connection connection = options.connect();
            return new Open(knowledge, new KnowledgeLog(connection.kafka(), knowledge).start(), connection);
        }

        Outcome save(KnowledgeEdit edit) {
            if (log == null) {
                throw new IllegalStateException("no log to write to");
            }
            return log.save(edit);
        }

        Item item(String id) {
            return knowledge
                    .item(id)
                    .filter(item -> item.source() != Source.REMOVED)
                    .orElseThrow(() -> new Refusal(
                            "there is no topic or entity " + id + "; ./tocsin knowledge list shows what there is"));
        }

        @Override
        public void close() {
            if (log != null) {
                log.close();
            }
            if (connection != null) {
                connection.close();
            }
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Run the examples of every topic and check every entity; without FILE those that are shipped.")
    int check(@Parameters(arity = "0..1", paramLabel = "FILE|DIR") @Nullable Path path) {
        Knowledge knowledge = new Knowledge();
        KnowledgeCheck check = new KnowledgeCheck(knowledge::named);
        List<KnowledgeFile.Problem> problems = new ArrayList<>();
        List<KnowledgeFile.Item> items = new ArrayList<>();
        if (path == null) {
            knowledge
                    .items()
                    .forEach(item ->
                            items.add(new KnowledgeFile.Item(item.id(), item.version(), item.topic(), item.entity())));
        } else {
            KnowledgeFile.Contents contents = KnowledgeFile.read(path);
            items.addAll(contents.items());
            problems.addAll(contents.problems());
        }
        System.out.printf("%-24s %-10s %-10s %s%n", "id", "about", "not about", "");
        int failed = 0;
        for (KnowledgeFile.Item item : items) {
            KnowledgeCheck.Result result = item.topic() != null
                    ? check.check(item.topic())
                    : new KnowledgeCheck.Result(
                            item.id(),
                            0,
                            0,
                            0,
                            0,
                            knowledge.problems(
                                    new KnowledgeEdit(item.id(), 0, item.entity(), null, false, Instant.EPOCH)));
            System.out.printf(
                    "%-24s %-10s %-10s %s%n",
                    result.id(),
                    result.about() - result.missed() + "/" + result.about(),
                    result.notAbout() - result.wrong() + "/" + result.notAbout(),
                    result.passed() ? "ok" : "FAILED");
            result.sentences().forEach(sentence -> System.out.println("    " + sentence));
            failed += result.passed() ? 0 : 1;
        }
        problems.forEach(problem -> System.out.println(problem.where() + ": " + problem.sentence()));
        System.out.printf(
                "checked %d, failed %d%s%n",
                items.size(), failed, problems.isEmpty() ? "" : ", not readable " + problems.size());
        return failed == 0 && problems.isEmpty() && !items.isEmpty() ? Main.OK : Main.FAILED;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List topics and edited entities with version and source.")
    int list(@Mixin Options options) {
        try (Open open = Open.of(options, false)) {
            System.out.printf("knowledge version %s%n", open.knowledge().version());
            for (Item item : open.knowledge().items()) {
                System.out.printf(
                        "%-24s %-7s %3d %-8s %s%n",
                        item.id(),
                        item.kind(),
                        item.version(),
                        item.source().name().toLowerCase(Locale.ROOT),
                        item.name());
            }
        }
        return Main.OK;
    }

    @Command(
            name = "find",
            mixinStandardHelpOptions = true,
            description = "Say which topics and entities bear a name, in any language, with their ids.")
    int find(@Mixin Options options, @Parameters(paramLabel = "NAME") String name) {
        try (Open open = Open.of(options, false)) {
            List<Item> items = open.knowledge().called(name);
            for (Item item : items) {
                Entity entity = item.entity();
                System.out.printf(
                        "%-24s %-12s %-2s %-24s %s%n",
                        item.id(),
                        entity == null ? item.kind() : entity.type(),
                        entity == null ? "" : entity.country(),
                        item.name(),
                        entity == null ? "" : entity.description());
            }
            if (items.isEmpty()) {
                throw new Refusal("nothing is called " + name + "; names are compared whole, without case and accents");
            }
        }
        return Main.OK;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Print one topic or entity as YAML.")
    int show(@Mixin Options options, @Parameters(paramLabel = "ID") String id) {
        try (Open open = Open.of(options, false)) {
            System.out.print(yaml(open.item(id)));
        }
        return Main.OK;
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Compare files with what is in force; without FILE what is in force with what is shipped.")
    int diff(@Mixin Options options, @Parameters(arity = "0..1", paramLabel = "FILE|DIR") @Nullable Path path) {
        try (Open open = Open.of(options, false)) {
            Knowledge knowledge = open.knowledge();
            if (path == null) {
                for (Item item : knowledge.items()) {
                    if (item.source() != Source.SHIPPED) {
                        System.out.println(
                                item.id() + " (" + item.source().name().toLowerCase(Locale.ROOT) + ")");
                        difference(tree(knowledge.shipped(item.id()).orElse(null)), tree(item))
                                .forEach(System.out::println);
                    }
                }
                return Main.OK;
            }
            for (KnowledgeFile.Item item : readable(path)) {
                System.out.println(item.id());
                difference(tree(knowledge.item(item.id()).orElse(null)), tree(item))
                        .forEach(System.out::println);
            }
        }
        return Main.OK;
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description =
                    "Add or change topics and entities; shows the plan first. A file names the version that it edits.")
    int apply(
            @Mixin Options options,
            @Option(names = "--dry-run", description = "Show the plan and stop.") boolean dryRun,
            @Parameters(paramLabel = "FILE|DIR") Path path) {
        List<KnowledgeFile.Item> items = readable(path);
        try (Open open = Open.of(options, !dryRun)) {
            List<KnowledgeEdit> edits = plan(open.knowledge(), items);
            if (dryRun) {
                return Main.OK;
            }
            for (KnowledgeEdit edit : edits) {
                report(edit, open.save(edit));
            }
            System.out.printf("knowledge version %s%n", open.knowledge().version());
        }
        return Main.OK;
    }

    /** Prints what will be done; {@link Refusal} with everything that is wrong, and nothing is done. */
    private static List<KnowledgeEdit> plan(Knowledge knowledge, List<KnowledgeFile.Item> items) {
        List<KnowledgeEdit> edits = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (KnowledgeFile.Item item : items) {
            int current = knowledge.current(item.id());
            int named = item.version() == null ? current : item.version();
            KnowledgeEdit edit = new KnowledgeEdit(item.id(), named, item.entity(), item.topic(), false, Instant.now());
            List<String> changes = difference(tree(knowledge.item(item.id()).orElse(null)), tree(item));
            if (named != current) {
                wrong.add(
                        "%s: %s is at version %d, the file edits version %d; show it, repeat the change and write version: %d"
                                .formatted(item.where(), item.id(), current, named, current));
                continue;
            }
            knowledge.problems(edit).forEach(sentence -> wrong.add(item.where() + ": " + item.id() + ": " + sentence));
            if (current > 0 && changes.isEmpty()) {
                System.out.println("= " + item.id() + " is as it was");
                continue;
            }
            System.out.println((current == 0 ? "+ add " : "~ change ") + item.id() + ", version " + current + " -> "
                    + (current + 1));
            changes.stream().limit(current == 0 ? 0 : 40).forEach(System.out::println);
            edits.add(edit);
        }
        if (!wrong.isEmpty()) {
            throw new Refusal("nothing was applied:\n  " + String.join("\n  ", wrong));
        }
        return edits;
    }

    private static void report(KnowledgeEdit edit, Outcome outcome) {
        switch (outcome) {
            case Outcome.Applied done ->
                System.out.println(
                        edit.id() + " " + (edit.removed() ? "removed" : "is now at version " + done.version()));
            case Outcome.Stale stale ->
                throw new Refusal(
                        edit.id() + " was changed by someone else meanwhile and is at version " + stale.version());
            case Outcome.Refused refused ->
                throw new Refusal(edit.id() + ": " + String.join("; ", refused.sentences()));
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Take a topic or entity away.")
    int remove(@Mixin Options options, @Parameters(paramLabel = "ID") String id) {
        try (Open open = Open.of(options, true)) {
            Item item = open.item(id);
            KnowledgeEdit edit = new KnowledgeEdit(id, item.version(), null, null, true, Instant.now());
            report(edit, open.save(edit));
        }
        return Main.OK;
    }

    @Command(
            name = "rebuild",
            mixinStandardHelpOptions = true,
            description = "Rebuild the shipped knowledge base and model from their sources, in the source tree.")
    int rebuild(
            @Parameters(arity = "0..1", paramLabel = "DIR", description = "The sources (default: ../shared/data).")
                    @Nullable
                    Path sources)
            throws IOException {
        try {
            Rebuild.run(sources == null ? Path.of("../shared/data") : sources, Path.of(""));
        } catch (NoSuchFileException e) {
            throw new Refusal(e.getMessage()
                    + " is absent; run this at the root of the source tree and name the directory of the sources");
        }
        System.err.println(
                "written below enrich/src/main/resources/org/tocsin/enrich/entity; git diff --stat shows what changed");
        return Main.OK;
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Write every topic and edited entity as a YAML file of its own.")
    int export(@Mixin Options options, @Parameters(paramLabel = "DIR") Path directory) throws IOException {
        try (Open open = Open.of(options, false)) {
            Files.createDirectories(directory);
            int count = 0;
            for (Item item : open.knowledge().items()) {
                if (item.source() != Source.REMOVED) {
                    Files.writeString(directory.resolve(item.id().replace(':', '-') + ".yaml"), yaml(item));
                    count++;
                }
            }
            System.out.printf("wrote %d files to %s%n", count, directory);
        }
        return Main.OK;
    }

    private static List<KnowledgeFile.Item> readable(Path path) {
        KnowledgeFile.Contents contents = KnowledgeFile.read(path);
        if (!contents.problems().isEmpty()) {
            throw new Refusal("nothing was done:\n  "
                    + String.join(
                            "\n  ",
                            contents.problems().stream()
                                    .map(problem -> problem.where() + ": " + problem.sentence())
                                    .toList()));
        }
        return contents.items();
    }

    private static String yaml(Item item) {
        return item.topic() != null
                ? KnowledgeFile.write(item.topic())
                : item.entity() != null ? KnowledgeFile.write(item.entity(), item.version()) : "";
    }

    private static Map<String, String> tree(@Nullable Item item) {
        return item == null ? Map.of() : leaves(item.topic() != null ? item.topic() : item.entity());
    }

    private static Map<String, String> tree(KnowledgeFile.Item item) {
        return leaves(item.topic() != null ? item.topic() : item.entity());
    }

    /** The leaves of a value by their path, the version left out. */
    private static Map<String, String> leaves(@Nullable Object value) {
        Map<String, String> leaves = new TreeMap<>();
        if (value != null) {
            leaves("", Json.mapper().valueToTree(value), leaves);
        }
        leaves.remove("version");
        return leaves;
    }

    private static void leaves(String path, JsonNode node, Map<String, String> leaves) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> leaves(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves(path + "[" + (i + 1) + "]", node.get(i), leaves);
            }
        } else {
            leaves.put(path, node.asString(""));
        }
    }

    private static List<String> difference(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            String old = before.get(path);
            String fresh = after.get(path);
            if (old != null && !old.equals(fresh)) {
                lines.add("  - " + path + ": " + old);
            }
            if (fresh != null && !fresh.equals(old)) {
                lines.add("  + " + path + ": " + fresh);
            }
        }
        return lines;
    }
}
