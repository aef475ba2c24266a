package org.tocsin.alerts.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The {@code webhook-signature} of Standard Webhooks: HMAC-SHA256 over {@code id.timestamp.body}. */
final class WebhookSignature {
    private WebhookSignature() {}

    /** What is wrong with a secret, empty when nothing is: {@code whsec_} is followed by the Base64 of 24 to 64 bytes. */
    static String problem(String secret) {
        if (!secret.startsWith("whsec_")) {
            return "it must begin with whsec_";
        }
        try {
            int bytes = Base64.getDecoder().decode(secret.substring(6)).length;
            return bytes < 24 || bytes > 64 ? "its key must have 24 to 64 bytes, not " + bytes : "";
        } catch (IllegalArgumentException e) {
            return "after whsec_ it must be Base64";
        }
    }

    /** @param secret {@code whsec_} and Base64, or plain text */
    static String sign(String secret, String id, long timestampSeconds, String body) {
        try {
            byte[] key = secret.startsWith("whsec_")
                    ? Base64.getDecoder().decode(secret.substring(6))
                    : secret.getBytes(StandardCharsets.UTF_8);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] sum = mac.doFinal((id + "." + timestampSeconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
