package org.tocsin.enrich.entity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A text with its entities marked by hand: UTF-16 offsets, end exclusive. */
record Annotated(String id, String text, List<Mark> marks) {
    record Mark(int start, int end, int type) {}

    private static final List<String> LABELS = List.of("PER", "ORG", "LOC", "NORP", "EVT", "PRD");

    /** The annotated English news below a data directory. */
    static List<Annotated> news(Path data) throws IOException {
        List<Annotated> all = new ArrayList<>();
        for (String file : List.of("headlines-2025-and-war-passages.jsonl", "war-and-world-2022-2023.jsonl")) {
            for (JsonNode line :
                    KnowledgeBuild.lines(data.resolve("ner/news-en").resolve(file))) {
                String text = line.path("text").asString();
                List<Mark> marks = new ArrayList<>();
                for (JsonNode mention : line.path("mentions")) {
                    marks.add(new Mark(
                            text.offsetByCodePoints(0, mention.get(0).asInt()),
                            text.offsetByCodePoints(0, mention.get(1).asInt()),
                            LABELS.indexOf(mention.get(2).asString())));
                }
                all.add(new Annotated(line.path("id").asString(), text, marks));
            }
        }
        return all;
    }

    /** The fields that the program would see: a title before the first line break, the rest as summary. */
    List<Reading> readings(String language, KnowledgeBase knowledge) {
        List<Reading> all = new ArrayList<>();
        int line = text.indexOf('\n');
        if (line > 0 && line < 250) {
            all.add(new Reading("title", text.substring(0, line), language, knowledge));
            all.add(new Reading("summary", text.substring(line + 1), language, knowledge));
        } else {
            all.add(new Reading("body", text, language, knowledge));
        }
        return all;
    }

    int shift(Reading reading) {
        return reading.field.equals("summary") ? text.indexOf('\n') + 1 : 0;
    }
}
