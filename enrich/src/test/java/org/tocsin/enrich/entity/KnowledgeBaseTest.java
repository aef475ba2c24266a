package org.tocsin.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Entity;

final class KnowledgeBaseTest {
    private static final KnowledgeBase SHIPPED = KnowledgeBase.shipped();

    @ParameterizedTest
    @CsvSource({
        "Xi Jinping, Q15031",
        "Sergey Lavrov, Q58217",
        "Emmanuel Macron, Q3052772",
        "Viktor Orban, Q57641",
        "Ursula von der Leyen, tocsin:von-der-leyen",
        "Donetsk Oblast, Q2012050",
        "Donetsk People's Republic, Q16150196",
        "Crimea, Q7835",
        "Hamburg, Q1055",
        "Pyongyang, Q18808",
        "Agence France-Presse, Q40464",
        "World War II, Q362"
    })
    void hasOneFirmEntityOfAName(String name, String id) {
        assertThat(EntityTagger.shipped().named(name).stream()
                        .filter(entity -> !entity.strict() && !entity.id().contains(":geo-"))
                        .map(Entity::id))
                .containsExactly(id);
    }

    @Test
    void hasNoneUnderAWikidataIdAndAnother() {
        Map<String, String> listed = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (String prefix : List.of("Q", "tocsin:")) {
            for (int i = 0; i < SHIPPED.size(); i++) {
                Entity entity = SHIPPED.entity(i);
                List<String> names = entity.names().getOrDefault("en", List.of());
                if (!entity.id().startsWith(prefix) || entity.type().equals("place") || names.isEmpty()) {
                    continue;
                }
                String name = entity.type() + " " + names.getFirst();
                if (prefix.equals("Q")) {
                    listed.putIfAbsent(name, entity.id());
                } else if (listed.containsKey(name)) {
                    twice.add(entity.id() + " is " + listed.get(name));
                }
            }
        }
        assertThat(listed).hasSizeGreaterThan(10_000);
        assertThat(twice).isEmpty();
    }

    @Test
    void theBuildEntersTheNamesAsAStartWould() throws IOException {
        ByteArrayOutputStream entered = new ByteArrayOutputStream();
        new EntityIndex(KnowledgeBase.entities(), Lexicon.shipped()).write(new DataOutputStream(entered));
        assertThat(entered.toByteArray()).isEqualTo(Resources.unpacked(KnowledgeBase.NAMES));
    }
}
