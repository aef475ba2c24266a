package org.tocsin.alerts.subscription;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.tocsin.runtime.Refusal;

/**
 * Keeps secrets unreadable in the log: AES-256-GCM under a key that is a setting or, without one, a file of the data
 * directory that only its owner may read. {@code env:ALERT_SECRET_…} and {@code file:NAME}, in the directory {@code secrets}
 * of the data directory, are references, which are looked up when a message is sent; they reach nothing else, so that no
 * subscriber can read the environment or the disk.
 */
public final class Secrets {
    private static final String SEALED = "enc:";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int TOKEN_BYTES = 18;

    private final SecretKeySpec key;
    private final Path directory;
    private final Map<String, String> environment;
    private final boolean shared;
    private final SecureRandom random = new SecureRandom();

    private Secrets(byte[] key, Path directory, Map<String, String> environment, boolean shared) {
        this.shared = shared;
        this.key = new SecretKeySpec(key, "AES");
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Opens the secrets of {@code data}, making a key file when there is none.
     *
     * @param setting Base64 of 32 bytes, empty to use the file; {@link Refusal} when it is something else
     */
    public static Secrets open(Path data, String setting) {
        byte[] key;
        try {
            key = setting.isBlank()
                    ? file(data.resolve("secret.key"))
                    : Base64.getDecoder().decode(setting.strip());
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    "setting secret-key is refused; it, or what the file of secret-key-file holds, must be the Base64 of 32 bytes");
        } catch (IOException e) {
            throw new Refusal("the key of the secrets cannot be read in " + data + ": " + e.getMessage(), e);
        }
        if (key.length != KEY_BYTES) {
            throw new Refusal(
                    "the key of the secrets must be the Base64 of 32 bytes; `openssl rand -base64 32` makes one");
        }
        return new Secrets(key, data.resolve("secrets").toAbsolutePath().normalize(), System.getenv(), true);
    }

    /** Those of a process whose key no other has: what it sealed nobody could deliver with, so it must seal nothing. */
    public static Secrets ofNobodyElse(Path data) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new Secrets(key, data.resolve("secrets").toAbsolutePath().normalize(), System.getenv(), false);
    }

    /** Whether who delivers can read what is sealed here. */
    boolean isShared() {
        return shared;
    }

    private static byte[] file(Path path) throws IOException {
        if (!Files.exists(path)) {
            byte[] fresh = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(fresh);
            Files.createDirectories(path.toAbsolutePath().getParent());
            try (var channel = Files.newByteChannel(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.write(java.nio.ByteBuffer.wrap(Base64.getEncoder().encode(fresh)));
            } catch (FileAlreadyExistsException e) {
                // another process was first; its key is read below
            }
        }
        return Base64.getDecoder().decode(Files.readString(path).strip());
    }

    /** Whether {@code secret} says where the secret is, instead of being it. */
    static boolean isReference(String secret) {
        return secret.startsWith("env:") || secret.startsWith("file:");
    }

    static boolean isSealed(String secret) {
        return secret.startsWith(SEALED);
    }

    /** What may be written to the log for a secret in the clear; a reference stays as it is. */
    String seal(String secret) {
        if (secret.isEmpty() || isReference(secret) || isSealed(secret)) {
            return secret;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, secret.getBytes(StandardCharsets.UTF_8));
        byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
        return SEALED + Base64.getEncoder().encodeToString(all);
    }

    /** The secret in the clear; {@link IllegalArgumentException} when it cannot be had, without a word of it. */
    public String reveal(String secret) {
        if (isSealed(secret)) {
            byte[] all = Base64.getDecoder().decode(secret.substring(SEALED.length()));
            if (all.length < NONCE_BYTES) {
                throw new IllegalArgumentException("the secret is damaged");
            }
            return new String(
                    crypt(
                            Cipher.DECRYPT_MODE,
                            Arrays.copyOf(all, NONCE_BYTES),
                            Arrays.copyOfRange(all, NONCE_BYTES, all.length)),
                    StandardCharsets.UTF_8);
        }
        if (secret.startsWith("env:")) {
            String name = secret.substring(4);
            String value = name.startsWith("ALERT_SECRET_") ? environment.get(name) : null;
            if (value == null) {
                throw new IllegalArgumentException(
                        "there is no variable " + name + "; its name must begin with ALERT_SECRET_");
            }
            return value;
        }
        if (secret.startsWith("file:")) {
            Path path = directory.resolve(secret.substring(5)).normalize();
            try {
                if (!path.startsWith(directory) || !path.toRealPath().startsWith(directory.toRealPath())) {
                    throw new IllegalArgumentException("a file of secrets must be in " + directory);
                }
                return Files.readString(path).strip();
            } catch (IOException e) {
                throw new IllegalArgumentException("there is no file " + path, e);
            }
        }
        return secret;
    }

    /** What the link of a mail has to show to take {@code target} out of a subscription; nobody without the key can make one. */
    public String token(String subscription, String target) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            byte[] sum = mac.doFinal(("unsubscribe\n" + subscription + "\n" + target).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sum, TOKEN_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the secret was sealed with another key", e);
        }
    }
}
