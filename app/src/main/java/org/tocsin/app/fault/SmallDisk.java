package org.tocsin.app.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own, in memory and small enough to be filled; only root can mount one. */
final class SmallDisk implements AutoCloseable {
    private static final int MIB = 1 << 20;
    private static final int SIZE_MIB = 256;

    private final Path place;
    private final Path ballast;

    private SmallDisk(Path place) {
        this.place = place;
        ballast = place.resolve("ballast");
    }

    /** Mounts one on {@code place}. */
    static SmallDisk mount(Path place) throws IOException, InterruptedException {
        if (run("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MIB + "m", "tmpfs", place.toString()) != 0) {
            throw new IOException("no file system can be mounted here; run as root");
        }
        return new SmallDisk(place);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Writes until nothing fits any more. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] some = new byte[MIB];
            for (int i = 0; i < SIZE_MIB; i++) {
                out.write(some);
            }
        } catch (IOException e) {
            if (Files.getFileStore(place).getUsableSpace() > MIB) {
                throw e;
            }
        }
    }

    /** Gives the room back. */
    void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() throws IOException {
        try {
            run("umount", "-l", place.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
