package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The dashboards of Grafana, the rules of Prometheus and the manuals ask only for what the program measures. */
final class MonitoringTest {
    private static final Path DEPLOY =
            Path.of("").toAbsolutePath().resolve("../deploy").normalize();
    private static final Pattern RULE = Pattern.compile("^ +expr: (.+)$", Pattern.MULTILINE);
    private static final Pattern LABELS =
            Pattern.compile("\\{[^}]*}|\\[[^]]*]|\\b(?:by|without) \\([^)]*\\)|\\boffset \\w+|\\b(?:or|unless)\\b");
    private static final Pattern NAME = Pattern.compile("[a-z_]\\w*\\b(?!\\s*\\()");

    /** A metric as the manuals name it. */
    private static final Pattern TOLD = Pattern.compile("`((?:tocsin|jvm|kafka|process)_\\w+)`");

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (tocsin_\\w+) (\\w+)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(tocsin_\\w+)` \\| (\\w+) \\|");

    @TempDir
    private Path directory;

    @Test
    void asksOnlyForWhatIsMeasured() throws Exception {
        Map<String, String> asked = asked();
        assertThat(asked).as("names of metrics").hasSizeGreaterThan(20);
        try (Instance instance = new Instance(directory)) {
            instance.send("POST", "/api/v1/articles", "{\"title\": \"An article makes its topic's lag known\"}");
            Instance.await(
                    "how far the articles are read is measured",
                    () -> scrape(instance).contains("topic=\"tocsin.articles\""));
            assertThat(scrape(instance)).as("each topic under one name").doesNotContain("topic=\"tocsin_");
            Set<String> measured = new TreeSet<>();
            Instance.await("a pause of the collector is measured", () -> {
                System.gc();
                measured.addAll(measured(instance));
                return measured.contains("jvm_gc_pause_seconds_sum");
            });
            assertThat(types(instance))
                    .as("metrics of the program, and the table of the manual")
                    .containsExactlyInAnyOrderEntriesOf(manual());
            // of Prometheus itself
            measured.add("up");
            asked.keySet().removeAll(measured);
            assertThat(asked).as("asked for, but not measured").isEmpty();
        }
    }

    /** The types of the program's own metrics. */
    private static Map<String, String> types(Instance instance) {
        return TYPE.matcher(scrape(instance))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    }

    private static Map<String, String> manual() throws IOException {
        return ROW.matcher(Files.readString(DEPLOY.resolve("../docs/operating.md")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    }

    private static Set<String> measured(Instance instance) {
        return scrape(instance)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""))
                .collect(Collectors.toSet());
    }

    private static String scrape(Instance instance) {
        try {
            return instance.send("GET", "/metrics", "").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void hasADashboardForEachArea() throws IOException {
        assertThat(dashboards().map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder(
                        "tocsin-pipeline.json", "tocsin-sources.json", "tocsin-alerts.json", "tocsin-jvm.json");
    }

    @Test
    void everyRuleLeadsToWhatToDo() throws IOException {
        List<JsonNode> rules = YAMLMapper.builder()
                .build()
                .readTree(DEPLOY.resolve("prometheus/rules.yml").toFile())
                .findValues("rules")
                .stream()
                .flatMap(JsonNode::valueStream)
                .toList();
        Map<String, String> runbooks = runbooks();

        assertThat(rules).hasSizeGreaterThan(7).allSatisfy(rule -> {
            String name = rule.path("alert").asString();
            assertThat(rule.at("/annotations/runbook").asString(""))
                    .as(name)
                    .isEqualTo("docs/operating.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(runbooks.getOrDefault(name, "no section")).as(name).contains("- **Look at** ", "- **Do**");
        });
        assertThat(runbooks.keySet())
                .as("sections of rules that there are not")
                .containsExactlyInAnyOrderElementsOf(rules.stream()
                        .map(rule -> rule.path("alert").asString())
                        .toList());
    }

    /** The sections of the manual for rules, by heading. */
    private static Map<String, String> runbooks() throws IOException {
        String manual = Files.readString(DEPLOY.resolve("../docs/operating.md"));
        String part = manual.split("\n## When an alert rule fires\n", 2)[1].split("\n## ", 2)[0];
        return Stream.of(part.split("\n### ", -1))
                .skip(1)
                .map(section -> section.split("\n", 2))
                .collect(Collectors.toMap(section -> section[0], section -> section[1]));
    }

    private static Stream<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana/dashboards"))) {
            return files.toList().stream();
        }
    }

    /** Every metric that is asked for, with an expression that asks for it. */
    private static Map<String, String> asked() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (Path file : dashboards().toList()) {
            for (JsonNode expression :
                    Json.mapper().readTree(Files.readString(file)).findValues("expr")) {
                expressions.add(expression.asString());
            }
        }
        Matcher rules = RULE.matcher(Files.readString(DEPLOY.resolve("prometheus/rules.yml")));
        while (rules.find()) {
            expressions.add(rules.group(1));
        }
        Map<String, String> asked = new TreeMap<>();
        for (String page : List.of("operating.md", "scaling.md")) {
            Matcher told =
                    TOLD.matcher(Files.readString(DEPLOY.resolve("../docs").resolve(page)));
            while (told.find()) {
                asked.put(told.group(1), page);
            }
        }
        for (String expression : expressions) {
            Matcher names = NAME.matcher(LABELS.matcher(expression).replaceAll(" "));
            while (names.find()) {
                asked.put(names.group(), expression);
            }
        }
        return asked;
    }
}
