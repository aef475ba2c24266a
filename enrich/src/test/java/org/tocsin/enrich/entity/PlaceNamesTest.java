package org.tocsin.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Entity;
import org.tocsin.model.Mention;

/** Whether countries and the best-known cities and regions are found by their own names, and not under the id of another. */
final class PlaceNamesTest {
    private static final EntityTagger TAGGER = EntityTagger.shipped();
    private static final int PLACES = 900;

    private static List<Entity> places() {
        KnowledgeBase knowledge = TAGGER.knowledge();
        return IntStream.range(0, knowledge.size())
                .filter(index -> knowledge.type(index) == KnowledgeBase.PLACE)
                .mapToObj(knowledge::entity)
                .filter(place -> place.names().size() >= KnowledgeBase.KNOWN_EVERYWHERE)
                .limit(PLACES)
                .toList();
    }

    /** What names are shared by (Алжир) is left out, and so are the everyday words of Korean. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    en | The mayor of %s said on Monday that the guests were welcome.   | 98
                    de | Der Bürgermeister sagte am Montag in %s, die Gäste seien da.  | 98
                    fr | Le maire a dit lundi à %s que les invités étaient là.         | 98
                    es | El alcalde dijo el lunes en %s que los invitados estaban.     | 98
                    pl | Burmistrz mówił w poniedziałek, że %s czeka na gości.         | 98
                    uk | Речник повідомив у понеділок, що %s чекає на гостей.          | 98
                    ru | Представитель сообщил в понедельник, что %s ждёт гостей.      | 98
                    ko | 시장은 월요일 %s에서 손님을 맞았다고 말했다.                        | 96
                    """)
    void placesAreFoundByTheirOwnNames(String language, String sentence, int percent) {
        Set<String> once = new HashSet<>();
        Set<String> shared = new HashSet<>();
        List<Entity> places = places();
        places.forEach(place -> place.names().getOrDefault(language, List.of()).stream()
                .distinct()
                .filter(name -> !once.add(name))
                .forEach(shared::add));
        List<String> missed = new ArrayList<>();
        int asked = 0;
        for (Entity place : places) {
            String name = place.names().getOrDefault(language, List.of("")).getFirst();
            if (!name.isEmpty() && !shared.contains(name)) {
                asked++;
                List<String> found =
                        TAGGER.tag(EntityTaggerTest.article(language, "", sentence.formatted(name))).stream()
                                .map(Mention::entity)
                                .toList();
                if (!found.contains(place.id())) {
                    missed.add(name + " (" + place.id() + ") is " + found);
                }
            }
        }
        assertThat(asked).isGreaterThan(PLACES * 9 / 10);
        assertThat(100 - 100.0 * missed.size() / asked).as("%s", missed).isGreaterThanOrEqualTo(percent);
    }
}
