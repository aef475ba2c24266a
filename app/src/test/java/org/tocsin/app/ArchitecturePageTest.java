package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Topic;
import org.tocsin.runtime.acl.Grant;
import org.tocsin.runtime.acl.Grants;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code docs/architecture.md} and its picture show every topic and stage as the code has it. */
final class ArchitecturePageTest {
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final Path PICTURE = HOME.resolve("docs/pictures/pipeline.svg");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(tocsin[.-][\\w-]+)` \\|(.*)\\|$");

    static List<Topic<?>> topics() {
        return Topic.all();
    }

    private static List<String> row(String name) throws IOException {
        return ROW.matcher(Files.readString(HOME.resolve("docs/architecture.md")))
                .results()
                .filter(row -> row.group(1).equals(name))
                .map(row -> Arrays.stream(row.group(2).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/architecture.md has no row for " + name));
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyTopicStandsInTheTable(Topic<?> topic) throws IOException {
        List<String> row = row(topic.name());
        assertThat(row.getFirst()).as("key").isNotBlank();
        assertThat(row.subList(1, row.size()))
                .containsExactly(
                        topic.value() == byte[].class
                                ? "its bytes"
                                : "`" + topic.value().getSimpleName() + "`",
                        String.valueOf(topic.partitions()),
                        kept(topic),
                        who(topic, AclOperation.WRITE),
                        who(topic, AclOperation.READ));
    }

    private static String kept(Topic<?> topic) {
        long days = topic.retention() == null ? 0 : topic.retention().toDays();
        String time = days == 0 ? "for ever" : days == 1 ? "1 day" : days + " days";
        return !topic.compacted() ? time : days == 0 ? "latest of each key" : "latest of each key, " + time;
    }

    private static String who(Topic<?> topic, AclOperation operation) {
        return Grants.roles().stream()
                .filter(role -> Grants.of(role).stream()
                        .anyMatch(grant -> grant.type() == ResourceType.TOPIC
                                && !grant.prefix()
                                && grant.name().equals(topic.name())
                                && grant.operations().contains(operation)))
                .collect(Collectors.joining(", "));
    }

    /** Those whose shape a golden text keeps. */
    @ParameterizedTest
    @ValueSource(strings = {"enrich tag", "enrich stories", "alerts match", "alerts decide"})
    void everyApplicationStandsInTheTable(String which) throws IOException {
        String[] words = which.split(" ", 2);
        String shape = Files.readString(
                HOME.resolve(words[0] + "/src/test/resources/topology").resolve(words[1] + ".txt"));
        List<String> row = row("tocsin-" + words[1]);

        assertThat(list(row.get(0))).as("reads").isEqualTo(named(shape, "\\(topics: \\[(.*)]\\)"));
        assertThat(list(row.get(1))).as("writes").isEqualTo(named(shape, "\\(topic: (.*)\\)"));
        assertThat(list(row.get(2))).as("stores").isEqualTo(named(shape, "\\(stores: \\[(.*)]\\)"));
    }

    private static Set<String> list(String cell) {
        return Stream.of(cell.split(", ", -1)).filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }

    private static Set<String> named(String shape, String pattern) {
        return Pattern.compile(pattern)
                .matcher(shape)
                .results()
                .flatMap(found -> list(found.group(1)).stream())
                .map(name -> name.replace("tocsin.", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void everyGroupStandsInTheTableAndWhetherItIsExactlyOnce() throws IOException {
        for (String group : groups()) {
            assertThat(row(group).get(3)).as(group).isEqualTo(exactlyOnce(group) ? "exactly once" : "at least once");
        }
    }

    private static Set<String> groups() {
        Set<String> groups = Grants.roles().stream()
                .flatMap(role -> Grants.of(role).stream())
                .filter(grant -> grant.type() == ResourceType.GROUP && !grant.prefix())
                .map(Grant::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(groups).hasSizeGreaterThanOrEqualTo(6);
        return groups;
    }

    private static boolean exactlyOnce(String group) {
        return Grants.roles().stream()
                .flatMap(role -> Grants.of(role).stream())
                .anyMatch(grant -> grant.type() == ResourceType.TRANSACTIONAL_ID
                        && grant.name().equals(group + "-"));
    }

    @Test
    void thePictureShowsEveryTopic() throws Exception {
        assertThat(drawn("topic"))
                .containsAll(topics().stream().map(Topic::name).toList());
    }

    @Test
    void thePictureShowsEveryGroupAndWhetherItIsExactlyOnce() throws Exception {
        assertThat(drawn("stage")).containsAll(groups());
        assertThat(drawn("once"))
                .filteredOn(text -> text.startsWith("tocsin-"))
                .containsExactlyInAnyOrderElementsOf(groups().stream()
                        .filter(ArchitecturePageTest::exactlyOnce)
                        .toList());
    }

    /** The texts within the groups of a class. */
    private static List<String> drawn(String kind) throws Exception {
        NodeList groups = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(PICTURE.toFile())
                .getElementsByTagName("g");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < groups.getLength(); i++) {
            Element group = (Element) groups.item(i);
            if (List.of(group.getAttribute("class").split(" ", -1)).contains(kind)) {
                NodeList inside = group.getElementsByTagName("text");
                for (int j = 0; j < inside.getLength(); j++) {
                    texts.add(inside.item(j).getTextContent());
                }
            }
        }
        return texts;
    }

    @Test
    void thePictureIsReadableInLightAndDark() throws IOException {
        assertThat(Files.readString(PICTURE)).contains("prefers-color-scheme: dark", "class=\"paper\"");
    }
}
