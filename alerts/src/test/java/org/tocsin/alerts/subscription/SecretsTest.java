package org.tocsin.alerts.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.runtime.Refusal;

final class SecretsTest {
    @TempDir
    private Path data;

    @Test
    void sealsSoThatOnlyTheSameKeyReveals() {
        Secrets secrets = Secrets.open(data, "");
        String sealed = secrets.seal("whsec_c2VjcmV0");
        assertThat(sealed).startsWith("enc:").doesNotContain("c2VjcmV0").isNotEqualTo(secrets.seal("whsec_c2VjcmV0"));
        assertThat(Secrets.open(data, "").reveal(sealed)).isEqualTo("whsec_c2VjcmV0");
        Secrets others = Secrets.open(data, Base64.getEncoder().encodeToString(new byte[32]));
        assertThatThrownBy(() -> others.reveal(sealed)).hasMessage("the secret was sealed with another key");
    }

    @Test
    void reachesOnlyWhatIsMeantForIt() throws Exception {
        Files.createDirectories(data.resolve("secrets"));
        Files.writeString(data.resolve("secrets/hook"), "s3cret\n");
        Secrets secrets = Secrets.open(data, "");
        assertThat(secrets.reveal("file:hook")).isEqualTo("s3cret");
        assertThat(secrets.seal("file:hook")).isEqualTo("file:hook");
        assertThatThrownBy(() -> secrets.reveal("file:../secret.key")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> secrets.reveal("env:PATH")).hasMessageContaining("ALERT_SECRET_");
    }

    @Test
    void makesALinkForOneAddressOfOneSubscriptionThatOnlyTheSameKeyMakes() {
        Secrets secrets = Secrets.open(data, "");
        String token = secrets.token("s", "a@example.org");
        assertThat(token).hasSizeGreaterThan(20).matches("[\\w-]+");
        assertThat(Secrets.open(data, "").token("s", "a@example.org")).isEqualTo(token);
        assertThat(List.of(
                        secrets.token("t", "a@example.org"),
                        secrets.token("s", "b@example.org"),
                        Secrets.open(data, Base64.getEncoder().encodeToString(new byte[32]))
                                .token("s", "a@example.org")))
                .doesNotContain(token);
    }

    @Test
    void refusesAKeyOfTheWrongLength() {
        assertThatThrownBy(() -> Secrets.open(data, "c2hvcnQ=")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Secrets.open(data, "not base64!")).isInstanceOf(Refusal.class);
    }
}
