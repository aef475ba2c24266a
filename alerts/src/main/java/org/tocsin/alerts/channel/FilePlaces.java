package org.tocsin.alerts.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where alerts may be written as files, so that who may save a subscription over HTTP cannot write over the files of the
 * machine. Who has a shell on it needs no such bounds.
 *
 * @param directories with all below them; empty bounds nothing
 */
public record FilePlaces(List<Path> directories) {
    public static final FilePlaces ANYWHERE = new FilePlaces(List.of());

    public FilePlaces {
        directories = directories.stream()
                .map(directory -> directory.toAbsolutePath().normalize())
                .toList();
    }

    /** {@code home}, which is made when it is missing, and {@code others}. */
    public static FilePlaces within(Path home, List<Path> others) {
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of alert files was not made", e);
        }
        return new FilePlaces(Stream.concat(Stream.of(home), others.stream()).toList());
    }

    /** Whether {@code file}, whose directory exists, lies in one of them; links are followed. */
    boolean holds(Path file) {
        if (directories.isEmpty()) {
            return true;
        }
        try {
            Path parent = file.normalize().getParent();
            Path real = Files.exists(file) ? file.toRealPath() : parent == null ? file : parent.toRealPath();
            for (Path directory : directories) {
                if (Files.isDirectory(directory) && real.startsWith(directory.toRealPath())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** The directories, as a sentence names them. */
    String named() {
        return directories.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
