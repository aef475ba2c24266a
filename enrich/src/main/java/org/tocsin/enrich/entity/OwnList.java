package org.tocsin.enrich.entity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.enrich.entity.KnowledgeBuild.Draft;

/**
 * Our own list: one entity a line, {@code id | type | country | en: name; name | uk: … | at: latitude, longitude |
 * context: word; word | is: description | not: name; name}, the last being names that another source gives it wrongly.
 * Lines that begin with # are comments.
 */
final class OwnList {
    private OwnList() {}

    static List<Draft> read(Path file) throws IOException {
        List<Draft> all = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\\|", -1);
            Draft draft = new Draft(parts[0].strip(), parts[1].strip());
            draft.country = parts[2].strip();
            draft.city = draft.type.equals("place");
            for (int i = 3; i < parts.length; i++) {
                int colon = parts[i].indexOf(':');
                String key = parts[i].substring(0, colon).strip();
                String value = parts[i].substring(colon + 1).strip();
                switch (key) {
                    case "at" ->
                        draft.at(
                                Double.parseDouble(value.split(",", -1)[0].strip()),
                                Double.parseDouble(value.split(",", -1)[1].strip()));
                    case "context" -> draft.context = list(value);
                    case "is" -> draft.description = value;
                    case "not" -> draft.not(list(value));
                    default -> draft.names(key, list(value));
                }
            }
            all.add(draft);
        }
        return all;
    }

    private static List<String> list(String value) {
        List<String> all = new ArrayList<>();
        for (String part : value.split(";", -1)) {
            if (!part.isBlank()) {
                all.add(part.strip());
            }
        }
        return all;
    }
}
