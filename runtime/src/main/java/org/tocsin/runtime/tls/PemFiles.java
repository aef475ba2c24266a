package org.tocsin.runtime.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.runtime.Refusal;

/** A certificate with its chain and its key, read from PEM files; every {@link Refusal} names the setting and the file. */
record PemFiles(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final byte[] PROOF = "tocsin".getBytes(StandardCharsets.US_ASCII);

    PemFiles {
        chain = List.copyOf(chain);
    }

    static PemFiles read(TlsSettings settings) {
        List<X509Certificate> chain = chain(settings.certificate());
        PublicKey owner = chain.getFirst().getPublicKey();
        PrivateKey key = key(settings.key(), owner.getAlgorithm());
        if (!belongs(key, owner)) {
            throw new Refusal("setting tls-key: %s is not the key of the first certificate in %s"
                    .formatted(settings.key(), settings.certificate()));
        }
        return new PemFiles(chain, key);
    }

    private static String text(String setting, String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new Refusal("setting %s: %s cannot be read: %s".formatted(setting, file, e), e);
        }
    }

    private static List<X509Certificate> chain(String file) {
        StringBuilder blocks = new StringBuilder();
        Matcher block = BLOCK.matcher(text("tls-certificate", file));
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                blocks.append(block.group()).append('\n');
            }
        }
        if (blocks.isEmpty()) {
            throw new Refusal("setting tls-certificate: %s has no -----BEGIN CERTIFICATE-----".formatted(file));
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(blocks.toString().getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new Refusal("setting tls-certificate: %s is no certificate: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static PrivateKey key(String file, String algorithm) {
        Matcher block = BLOCK.matcher(text("tls-key", file));
        while (block.find()) {
            String kind = block.group(1);
            if (kind.equals("PRIVATE KEY")) {
                try {
                    byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
                } catch (InvalidKeySpecException | IllegalArgumentException e) {
                    throw new Refusal(
                            "setting tls-key: %s is no %s key, which the certificate has".formatted(file, algorithm),
                            e);
                } catch (GeneralSecurityException e) {
                    throw new Refusal("setting tls-key: keys of %s are not understood".formatted(algorithm), e);
                }
            }
            if (kind.endsWith("PRIVATE KEY")) {
                throw new Refusal(
                        "setting tls-key: %s is a key of the form %s; write it as PKCS #8 without a password: openssl pkcs8 -topk8 -nodes -in %s -out key.pem"
                                .formatted(file, kind, file));
            }
        }
        throw new Refusal("setting tls-key: %s has no -----BEGIN PRIVATE KEY-----".formatted(file));
    }

    private static boolean belongs(PrivateKey key, PublicKey owner) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(owner);
            signature.update(PROOF);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Both under {@code password}, as Jetty takes them. */
    KeyStore store(char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("tocsin", key, password, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java has PKCS12 in memory", e);
        }
    }
}
