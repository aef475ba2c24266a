package org.tocsin.runtime.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import org.tocsin.runtime.Directories;
import org.tocsin.runtime.Refusal;

/**
 * The tokens of one data directory, in {@code tokens.json}, readable by its owner only. A token is 256 random bits and is
 * shown once; its SHA-256 is kept, which suffices for what cannot be guessed. A running instance sees a change of the
 * file at the next request.
 */
public final class Tokens {
    private static final int BYTES = 32;
    private static final String PREFIX = "tocsin_";

    /** A token as it is kept. */
    public record Token(String name, String hash, Set<String> scopes, Instant created) {
        public Token {
            scopes = Set.copyOf(scopes);
        }

        boolean covers(Scope needed) {
            return scopes.stream().map(Scope::of).anyMatch(scope -> scope.covers(needed));
        }
    }

    private final Path file;
    private final @Nullable Token admin;
    private List<Token> known = List.of();
    private @Nullable FileTime read;

    /** Tokens of {@code directory}, and one for everything from the settings unless it is empty. */
    public Tokens(Path directory, String adminToken) {
        file = directory.resolve("tokens.json");
        if (!adminToken.isEmpty() && adminToken.length() < 16) {
            throw new Refusal("the admin token has fewer than 16 characters and could be guessed; take a longer one");
        }
        admin = adminToken.isEmpty()
                ? null
                : new Token("admin-token", hash(adminToken), Set.of("admin"), Instant.EPOCH);
    }

    /** Every token, by name. */
    public synchronized List<Token> list() {
        try {
            if (!Files.exists(file)) {
                known = List.of();
                read = null;
            } else {
                FileTime changed = Files.getLastModifiedTime(file);
                if (!changed.equals(read)) {
                    known = List.of(Json.read(Files.readAllBytes(file), Token[].class));
                    read = changed;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
        List<Token> all = new ArrayList<>(known);
        if (admin != null) {
            all.add(admin);
        }
        return all;
    }

    /** Makes a token and returns it, the only time that it is seen; {@link IllegalArgumentException} when the name is taken. */
    public synchronized String create(String name, Set<Scope> scopes, Instant now) {
        if (!name.matches("[\\w.@-]{1,64}")) {
            throw new IllegalArgumentException(
                    "a token's name has 1 to 64 letters, digits, dots, dashes or @, not " + name);
        }
        if (list().stream().anyMatch(token -> token.name().equals(name))) {
            throw new IllegalArgumentException("there is a token " + name + " already; revoke it first");
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Set<String> names = new TreeSet<>();
        scopes.forEach(scope -> names.add(scope.toString()));
        List<Token> more = new ArrayList<>(known);
        more.add(new Token(name, hash(secret), names, now));
        write(more);
        return secret;
    }

    /** Takes a token back and says whether there was one. */
    public synchronized boolean revoke(String name) {
        list();
        List<Token> fewer = new ArrayList<>(known);
        boolean found = fewer.removeIf(token -> token.name().equals(name));
        if (found) {
            write(fewer);
        }
        return found;
    }

    private void write(List<Token> tokens) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Directories.requireOwn(parent);
                Files.createDirectories(parent);
            }
            Path fresh = file.resolveSibling("tokens.json.new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, Json.bytes(tokens));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            read = null;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    /** The token that {@code secret} is. */
    Optional<Token> find(String secret) {
        byte[] hash = hash(secret).getBytes(StandardCharsets.US_ASCII);
        return list().stream()
                .filter(token -> MessageDigest.isEqual(token.hash().getBytes(StandardCharsets.US_ASCII), hash))
                .findFirst();
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
