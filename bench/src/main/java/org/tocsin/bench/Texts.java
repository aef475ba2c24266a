package org.tocsin.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/** News texts from NDJSON dumps. */
final class Texts {
    private static final int JOINED_CHARACTERS = 3_900;

    private Texts() {}

    /**
     * Headline and summary, or the full text, of each line of the files, at most {@code limit}. Tags and the signs {@code <}
     * and {@code &} are blanked, and U.S. becomes US: that Tocsin reads HTML as a reader sees it and both spellings as one word is
     * no part of the comparison.
     */
    static List<String> read(Path directory, int limit, String... files) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String file : files) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(directory.resolve(file))), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null && texts.size() < limit; line = lines.readLine()) {
                    JsonNode json = Json.mapper().readTree(line);
                    StringBuilder text = new StringBuilder();
                    for (String field : List.of("title", "summary", "description", "text", "body", "content")) {
                        text.append(json.path(field).asString("")).append(' ');
                    }
                    texts.add(text.toString()
                            .replaceAll("<[^>]*>|[<&]", " ")
                            .replaceAll("(?<=\\b\\p{L})\\.(?=\\p{L}\\b)", "")
                            .strip());
                }
            }
        }
        return texts;
    }

    /** Neighbouring texts put together to about 3.9 kB each. */
    static List<String> joined(List<String> texts) {
        return joined(texts, JOINED_CHARACTERS);
    }

    /** Neighbouring texts put together to about so many characters each. */
    static List<String> joined(List<String> texts, int characters) {
        List<String> joined = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String text : texts) {
            current.append(text).append("\n");
            if (current.length() >= characters) {
                joined.add(current.toString());
                current.setLength(0);
            }
        }
        return joined;
    }
}
