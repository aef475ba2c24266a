package org.tocsin.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.ingest.feed.FeedJson;
import org.tocsin.ingest.feed.FeedReader;
import org.tocsin.ingest.feed.Reading;
import org.tocsin.model.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads feed files without a broker: one JSON object per file on standard output, in the order given. */
@Command(
        name = "feed",
        mixinStandardHelpOptions = true,
        description = "Read feed files (RSS, RDF, Atom, JSON Feed) and print what they say as JSON, one line each.")
final class FeedCommand implements Callable<Integer> {
    private static final long MAX_BYTES = 32L * 1024 * 1024;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to read.")
    private List<Path> files = List.of();

    @Option(names = "--base", paramLabel = "URL", description = "Where the files came from, for relative addresses.")
    private String base = "";

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description = "The HTTP header that they came with, for their encoding.")
    private String contentType = "";

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (Path file : files) {
            out.println(Json.line(FeedJson.of(file.toString(), read(file))));
            out.flush();
        }
        return Main.OK;
    }

    private Reading read(Path file) {
        try {
            long size = Files.size(file);
            return size > MAX_BYTES
                    ? new Reading.Unreadable("%,d bytes; at most %,d are read of one feed".formatted(size, MAX_BYTES))
                    : FeedReader.read(Files.readAllBytes(file), contentType, base);
        } catch (NoSuchFileException e) {
            return new Reading.Unreadable("there is no such file");
        } catch (IOException e) {
            return new Reading.Unreadable("the file cannot be read: " + e.getMessage());
        }
    }
}
