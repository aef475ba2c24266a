package org.tocsin.enrich.entity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.enrich.entity.Annotated.Mark;
import org.tocsin.enrich.quality.DataFolder;

/** The sets of texts that others annotated, with their labels as our types. They serve to measure only. */
final class AnnotatedSets {
    private static final Map<String, Integer> SLAVIC = Map.of(
            "PER", KnowledgeBase.PERSON,
            "ORG", KnowledgeBase.ORGANIZATION,
            "LOC", KnowledgeBase.PLACE,
            "EVT", KnowledgeBase.EVENT,
            "PRO", KnowledgeBase.PRODUCT);
    private static final Map<String, Integer> UKRAINIAN =
            Map.of("PERS", KnowledgeBase.PERSON, "ORG", KnowledgeBase.ORGANIZATION, "LOC", KnowledgeBase.PLACE);
    private static final Map<String, Integer> KOREAN =
            Map.of("PS", KnowledgeBase.PERSON, "OG", KnowledgeBase.ORGANIZATION, "LC", KnowledgeBase.PLACE);
    private static final Map<String, Integer> NEREL = Map.of(
            "PERSON", KnowledgeBase.PERSON,
            "ORGANIZATION", KnowledgeBase.ORGANIZATION,
            "COUNTRY", KnowledgeBase.PLACE,
            "CITY", KnowledgeBase.PLACE,
            "STATE_OR_PROVINCE", KnowledgeBase.PLACE,
            "DISTRICT", KnowledgeBase.PLACE,
            "LOCATION", KnowledgeBase.PLACE);

    /** A text with, for each mark of it, the id that its annotators gave to the entity; empty where they gave none. */
    record Linked(Annotated text, List<String> ids) {}

    private AnnotatedSets() {}

    /** Articles of one of the Slavic languages, with entity ids that are the same in all of them. */
    static List<Linked> slavic(DataFolder data, String language) throws IOException {
        List<Linked> all = new ArrayList<>();
        for (String topic : List.of("brexit", "nord_stream")) {
            for (Path file : data.files("ner/slavic/ner/" + topic + "/" + language)) {
                String name = file.getFileName().toString().replaceAll("\\.\\w+$", "");
                String text = data.text("ner/slavic/raw/" + topic + "/" + language + "/" + name + ".txt");
                List<Mark> marks = new ArrayList<>();
                List<String> ids = new ArrayList<>();
                for (String line : Files.readAllLines(file)) {
                    String[] columns = line.split("\t", -1);
                    Integer type = columns.length < 6 ? null : SLAVIC.get(columns[4]);
                    if (type != null) {
                        marks.add(mark(text, Integer.parseInt(columns[0]), Integer.parseInt(columns[1]), type));
                        ids.add(columns[5]);
                    }
                }
                all.add(new Linked(new Annotated(name, text, marks), ids));
            }
        }
        return all;
    }

    private static Mark mark(String text, int from, int to, int type) {
        int end = Math.min(to, text.codePointCount(0, text.length()));
        return new Mark(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, end), type);
    }

    /** Ukrainian texts, a hundred lines each, put together from their words. */
    static List<Annotated> ukrainian(DataFolder data) throws IOException {
        List<Annotated> all = new ArrayList<>();
        Running text = new Running();
        for (String line : data.text("ner/uk/train.iob").split("\n", -1)) {
            int space = line.lastIndexOf(' ');
            if (space > 0) {
                text.add(line.substring(0, space), line.substring(space + 1), UKRAINIAN, " ");
            } else if (text.length() > 4_000) {
                all.add(text.take("uk-" + all.size()));
                text = new Running();
            } else {
                text.end();
            }
        }
        all.add(text.take("uk-" + all.size()));
        return all;
    }

    /** Korean sentences, a letter a line in the source. */
    static List<Annotated> korean(DataFolder data) throws IOException {
        List<Annotated> all = new ArrayList<>();
        Running text = new Running();
        for (String line : data.text("ner/klue-ko-first-half.tsv").split("\n", -1)) {
            int tab = line.lastIndexOf('\t');
            if (line.startsWith("##")) {
                continue;
            }
            if (tab > 0) {
                text.add(line.substring(0, tab), line.substring(tab + 1), KOREAN, "");
            } else if (text.length() > 0) {
                all.add(text.take("ko-" + all.size()));
                text = new Running();
            }
        }
        return all;
    }

    /** Russian articles; of names within names the outer ones. */
    static List<Annotated> nerel(DataFolder data) throws IOException {
        List<Annotated> all = new ArrayList<>();
        for (Path file : data.files("ner/nerel-ru-dev")) {
            if (!file.toString().endsWith(".ann")) {
                continue;
            }
            String text = Files.readString(Path.of(file.toString().replaceAll("ann$", "txt")));
            List<Mark> marks = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String[] columns = line.split("\t", -1);
                String[] span = columns.length > 2 && line.startsWith("T") ? columns[1].split(" ", -1) : new String[0];
                if (span.length == 3 && NEREL.containsKey(span[0])) {
                    marks.add(mark(
                            text,
                            Integer.parseInt(span[1]),
                            Integer.parseInt(span[2]),
                            NEREL.getOrDefault(span[0], 0)));
                }
            }
            List<Mark> outer = marks.stream()
                    .filter(mark -> marks.stream()
                            .noneMatch(other -> other.start() <= mark.start()
                                    && other.end() >= mark.end()
                                    && other.end() - other.start() > mark.end() - mark.start()))
                    .distinct()
                    .toList();
            all.add(new Annotated(file.getFileName().toString(), text, outer));
        }
        return all;
    }

    /** A text that grows word by word. */
    private static final class Running {
        private final StringBuilder text = new StringBuilder();
        private final List<Mark> marks = new ArrayList<>();
        private int start = -1;
        private int end;
        private int type;

        void add(String word, String label, Map<String, Integer> types, String gap) {
            String name = label.length() > 2 ? label.substring(2) : "";
            boolean goesOn = label.startsWith("I-") && start >= 0;
            if (!goesOn) {
                end();
            }
            boolean tight = word.length() == 1 && ".,:;!?)»".contains(word);
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n' && !tight) {
                text.append(gap);
            }
            if (label.startsWith("B-") && types.containsKey(name)) {
                start = text.length();
                type = types.getOrDefault(name, 0);
            }
            text.append(word);
            end = text.length();
        }

        void end() {
            if (start >= 0) {
                marks.add(new Mark(start, end, type));
                start = -1;
            }
        }

        int length() {
            return text.length();
        }

        Annotated take(String id) {
            end();
            return new Annotated(id, text.toString(), List.copyOf(marks));
        }
    }
}
