package org.tocsin.ingest.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "/address/rules.csv", numLinesToSkip = 1)
    void spellsAddressesOneWay(String rule, String given, String canonical) {
        assertThat(Address.of(given)).as(rule).isEqualTo(canonical);
        assertThat(Address.of(canonical)).as("the canonical form of itself").isEqualTo(canonical);
    }

    @Test
    void spellsACanonicalAddressAsItselfWithSeed7() {
        Random random = new Random(7);
        String signs = "/%?#&=;:@.+ \\[]!-_~aAmp4f01wwиж\u00A0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://" : "https://www.a.example/");
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            String once = Address.of(text.toString());
            assertThat(Address.of(once)).as(text.toString()).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "https://a.example/2024/02/08/some-slug-a84021, a84021",
                "https://a.example/news/world-asia-60858999, 60858999",
                "https://a.example/news/65858883, 65858883",
                "https://a.example/x/story-1234567.html, 1234567",
                "https://a.example/x/slug-20240208, none",
                "https://a.example/x/slug-08022024, none",
                "https://a.example/x/slug-202402081530, none",
                "https://a.example/x/slug-120000518.html, none",
                "https://a.example/x/slug-123456, none",
                "https://a.example/x/slug-rcna176753, none",
                "https://a.example/x/f091ffd3e51dfd3612edb2389eac1e11, none",
                "https://a.example/1234567/slug, none",
                "not an address 1234567, none"
            })
    void findsThePublishersNumber(String address, String number) {
        assertThat(Address.articleNumber(address)).isEqualTo(number == null ? "" : number);
    }
}
