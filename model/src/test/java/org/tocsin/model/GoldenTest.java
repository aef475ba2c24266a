package org.tocsin.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of every record is a contract: a golden file each says what it is. */
final class GoldenTest {
    static Stream<Class<?>> records() {
        return Stream.concat(
                Topic.all().stream()
                        .<Class<?>>map(Topic::value)
                        .filter(Class::isRecord)
                        .distinct(),
                Stream.of(Entity.class, TopicDefinition.class));
    }

    @ParameterizedTest
    @MethodSource("records")
    void readsAndWritesItsGoldenForm(Class<?> type) {
        ObjectNode golden = golden(type);
        Object value = Json.mapper().treeToValue(golden, type);
        assertThat(Json.mapper().readTree(Json.bytes(value))).isEqualTo(golden);
        assertThat(golden.propertyNames())
                .as("every field stands in the golden file")
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("records")
    void leavesOutWhatALaterVersionAdds(Class<?> type) {
        ObjectNode later = golden(type).put("addedLater", "x");
        later.putObject("addedObject").put("a", 1);
        assertThat(Json.mapper().treeToValue(later, type))
                .isEqualTo(Json.mapper().treeToValue(golden(type), type));
    }

    /** What a record was never without, and is nothing without. */
    private static final Map<Class<?>, String> SUBSTANCE = Map.of(
            Alert.class,
            "id",
            Audit.class,
            "path",
            Delivery.class,
            "alert",
            EnrichedArticle.class,
            "article",
            OutboxMessage.class,
            "alert",
            Story.class,
            "id");

    @ParameterizedTest
    @MethodSource("records")
    void takesDefaultsForWhatAnEarlierVersionLacked(Class<?> type) throws ReflectiveOperationException {
        ObjectNode least = Json.mapper().createObjectNode();
        String substance = SUBSTANCE.get(type);
        if (substance != null) {
            least.set(substance, golden(type).get(substance));
        }
        Object value = Json.mapper().treeToValue(least, type);
        for (RecordComponent component : type.getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            if (List.class.equals(component.getType())) {
                assertThat(component.getAccessor().invoke(value))
                        .as(component.getName())
                        .isEqualTo(List.of());
            }
        }
        assertThat(Json.mapper().readValue(Json.bytes(value), type)).isEqualTo(value);
    }

    private static ObjectNode golden(Class<?> type) {
        try (InputStream in = Objects.requireNonNull(
                GoldenTest.class.getResourceAsStream("/golden/" + type.getSimpleName() + ".json"), type.getName())) {
            return (ObjectNode) Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
