package org.tocsin.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class LongStringsTest {
    private static final String CHARACTERS = "\"\\\b\t\n\f\r\u0000\u0001\u001f\u007f\u0080 aZ/é€м北\u2028";

    @Test
    void writesWhatJacksonWritesForRandomTextsOfSeed7() {
        Random random = new Random(7);
        JsonMapper plain = JsonMapper.builder().build();
        for (int round = 0; round < 5_000; round++) {
            int specials = random.nextInt(1, 60);
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(200); length > 0; length--) {
                if (random.nextInt(specials) > 0) {
                    text.append((char) ('a' + random.nextInt(26)));
                } else if (random.nextInt(20) == 0) {
                    text.append("😀");
                } else {
                    text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
                }
            }
            String given = text.toString();
            assertThat(new String(Json.bytes(given), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(plain.writeValueAsString(given));
            assertThat(Json.read(Json.bytes(given), String.class)).isEqualTo(given);
        }
    }

    @Test
    void writesHalfASurrogateAsAQuestionMark() {
        String text = "words ".repeat(20);
        assertThat(Json.line(text + "\ud83d")).isEqualTo("\"" + text + "?\"");
        assertThat(Json.line("\ud83dx")).isEqualTo("\"?x\"");
    }
}
