package org.tocsin.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;

/** The directory of one instance, locked against a second process; says where the instance can be reached. */
public final class DataDirectory implements AutoCloseable {

    /** Where a running instance is reached. */
    public record Address(String bootstrap, String http) {}

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** Creates and locks {@code path}; {@link Refusal} when another process holds it. */
    public static DataDirectory open(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Directories.requireOwn(absolute);
            Files.createDirectories(absolute);
            FileChannel channel =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(channel);
            if (lock == null) {
                channel.close();
                throw new Refusal("data directory " + absolute
                        + " is in use by another process; stop that one or choose another with --data");
            }
            Files.deleteIfExists(absolute.resolve("instance.json"));
            return new DataDirectory(absolute, channel, lock);
        } catch (IOException e) {
            throw new Refusal("data directory " + absolute + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The instance that runs on {@code path} now, if one does; one that is starting is waited for, up to 60 s. */
    public static Optional<Address> running(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try {
            while (held(absolute)) {
                Path file = absolute.resolve("instance.json");
                if (Files.exists(file)) {
                    return Optional.of(Json.read(Files.readAllBytes(file), Address.class));
                }
                if (System.nanoTime() > end) {
                    throw new Refusal("the instance on " + absolute + " has not come up within 60 s; see its messages");
                }
                LockSupport.parkNanos(50_000_000);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new Refusal("data directory " + absolute + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The instance that runs on {@code path} and can be reached now; one that is starting is not waited for. */
    public static Optional<Address> announced(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path file = absolute.resolve("instance.json");
        try {
            return held(absolute) && Files.exists(file)
                    ? Optional.of(Json.read(Files.readAllBytes(file), Address.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean held(Path absolute) throws IOException {
        if (!Files.exists(absolute.resolve("lock"))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(absolute.resolve("lock"), StandardOpenOption.WRITE)) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                lock.release();
            }
            return lock == null;
        }
    }

    /** Tries for a second: whoever asks whether the directory is in use holds the lock for a moment. */
    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        FileLock lock = tryLock(channel);
        while (lock == null && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
            lock = tryLock(channel);
        }
        return lock;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** A directory inside, created when missing. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name for this instance that survives restarts. */
    public String instance() {
        Path file = path.resolve("instance-id");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, java.util.UUID.randomUUID().toString());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells other processes of this machine where this instance is reached. */
    public void announce(Address address) {
        try {
            Path fresh = path.resolve("instance.json.new");
            Files.write(fresh, Json.bytes(address));
            Files.move(fresh, path.resolve("instance.json"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve("instance.json"));
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
