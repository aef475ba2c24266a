package org.tocsin.runtime.tls;

import org.tocsin.runtime.Refusal;

/**
 * Where the certificate of the HTTP server is.
 *
 * @param certificate PEM file with the certificate and those that lead to its authority, empty for plain HTTP
 * @param key PEM file with its private key in PKCS #8
 */
public record TlsSettings(String certificate, String key) {
    public static final TlsSettings NONE = new TlsSettings("", "");

    public TlsSettings {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new Refusal("settings tls-certificate and tls-key: one is given and the other is not; give both");
        }
    }

    public boolean on() {
        return !certificate.isEmpty();
    }
}
