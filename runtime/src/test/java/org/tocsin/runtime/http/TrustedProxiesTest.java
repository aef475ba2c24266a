package org.tocsin.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.runtime.Refusal;

/** Who asks is the last whom a trusted proxy has named. */
final class TrustedProxiesTest {
    private final TrustedProxies trusted = TrustedProxies.of(List.of("10.0.0.0/8", "::1/128"));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "203.0.113.7; 198.51.100.1; 203.0.113.7",
                "10.0.0.1; ; 10.0.0.1",
                "10.0.0.1; 198.51.100.1; 198.51.100.1",
                "10.0.0.1; 192.0.2.9, 198.51.100.1; 198.51.100.1",
                "10.0.0.1; 192.0.2.9, 198.51.100.1 , 10.0.0.2; 198.51.100.1",
                "10.0.0.1; 10.0.0.3, 10.0.0.2; 10.0.0.3",
                "10.0.0.1; 198.51.100.1:4711; 198.51.100.1",
                "[::1]; [2001:db8::7]:4711; 2001:db8:0:0:0:0:0:7",
                "::1; 2001:db8::7; 2001:db8:0:0:0:0:0:7",
                "10.0.0.1; 198.51.100.1, unknown; 10.0.0.1",
                "10.0.0.1; 198.51.100.1, [; 10.0.0.1",
                "10.0.0.1; localhost; 10.0.0.1",
                "null; 198.51.100.1; null"
            })
    void takesTheLastThatIsNoProxys(String peer, String forwarded, String client) {
        assertThat(trusted.client(peer, forwarded == null ? List.of() : List.of(forwarded)))
                .isEqualTo(client);
    }

    @Test
    void readsSeveralHeadersAsOne() {
        assertThat(trusted.client("10.0.0.1", List.of("192.0.2.9", "198.51.100.1,10.0.0.2")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void trustsNobodyWithoutTheSetting() {
        assertThat(TrustedProxies.NONE.client("127.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("127.0.0.1");
        assertThatThrownBy(() -> TrustedProxies.of(List.of("proxy.example")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("setting trusted-proxies: proxy.example");
    }
}
