package org.tocsin.app;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.model.Json;
import tools.jackson.databind.node.ObjectNode;

/** What a release left in its data directory, and what went into it; see README.md beside the releases. */
record Release(String version) {
    private static final Path ALL = Path.of("src/test/resources/releases");

    /** The releases whose data there is. */
    static List<Release> all() throws IOException {
        try (Stream<Path> files = Files.list(ALL)) {
            return files.filter(file -> Files.exists(file.resolve("data.tar.gz")))
                    .map(file -> new Release(file.getFileName().toString()))
                    .sorted(Comparator.comparing(release -> ModuleDescriptor.Version.parse(release.version)))
                    .toList();
        }
    }

    Path file(String name) {
        return ALL.resolve(version).resolve(name);
    }

    /** The objects of one of its files of NDJSON. */
    List<ObjectNode> lines(String name) throws IOException {
        return Files.readAllLines(file(name)).stream()
                .map(line -> (ObjectNode) Json.mapper().readTree(line))
                .toList();
    }

    /** What its instance had when it ended. */
    Inventory inventory() throws IOException {
        return Json.read(Files.readAllBytes(file("inventory.json")), Inventory.class);
    }

    void unpack(Path data) throws IOException, InterruptedException {
        Files.createDirectories(data);
        shell("tar -xzf \"$1\" -C \"$2\"", file("data.tar.gz"), data);
    }

    /** Packs the directory of an instance that has ended, and what it had. */
    void pack(Path data, Inventory inventory) throws IOException, InterruptedException {
        shell(
                "tar --sort=name --owner=0 --group=0 --numeric-owner --sparse --exclude=./lock --exclude=./jobs -C \"$2\" -cf - . | gzip -n -9 > \"$1\"",
                file("data.tar.gz"),
                data);
        Files.writeString(
                file("inventory.json"),
                Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(inventory) + "\n");
    }

    private static void shell(String script, Path... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of("bash", "-euo", "pipefail", "-c", script, "bash"),
                        Stream.of(arguments).map(path -> path.toAbsolutePath().toString()))
                .toList();
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(command + " failed");
        }
    }

    @Override
    public String toString() {
        return version;
    }
}
