package org.tocsin.enrich.quality;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** The folder of labelled data: files by their path within it, in UTF-8, unpacked when they end in {@code .gz}. */
public record DataFolder(Path root) {
    /** The path of a file or folder; {@link NoSuchFileException} when it is absent. */
    public Path path(String name) throws NoSuchFileException {
        Path path = root.resolve(name);
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return path;
    }

    /** The lines of a file that are not blank. */
    public List<String> lines(String name) throws IOException {
        return text(name).lines().filter(line -> !line.isBlank()).toList();
    }

    /** The objects of an NDJSON file. */
    public List<JsonNode> objects(String name) throws IOException {
        return lines(name).stream().map(Json.mapper()::readTree).toList();
    }

    /** The whole text of a file. */
    public String text(String name) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path(name)));
                InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(file) : file) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The files below a folder, in the order of their names. */
    public List<Path> files(String folder) throws IOException {
        try (Stream<Path> below = Files.walk(path(folder))) {
            return below.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
