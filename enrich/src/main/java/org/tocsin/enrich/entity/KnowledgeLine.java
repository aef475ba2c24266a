package org.tocsin.enrich.entity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Entity;

/**
 * An entity as one line of the shipped knowledge base, read far faster than JSON: id, type, country, latitude,
 * longitude, {@code s} when strict, description and context words, parted by tabs, then a column for each language,
 * {@code en=North Korea|DPRK}.
 */
final class KnowledgeLine {
    static final int FIXED = 8;

    private KnowledgeLine() {}

    static String write(Entity entity) {
        StringBuilder line = new StringBuilder();
        line.append(entity.id()).append('\t');
        line.append(entity.type()).append('\t');
        line.append(entity.country()).append('\t');
        line.append(entity.latitude() == null ? "" : entity.latitude()).append('\t');
        line.append(entity.longitude() == null ? "" : entity.longitude()).append('\t');
        line.append(entity.strict() ? "s" : "").append('\t');
        line.append(entity.description().replace('\t', ' ')).append('\t');
        line.append(String.join("|", entity.context()));
        new TreeMap<>(entity.names())
                .forEach((language, names) ->
                        line.append('\t').append(language).append('=').append(String.join("|", names)));
        return line.toString();
    }

    static Entity read(String line) {
        String[] columns = line.split("\t", -1);
        Map<String, List<String>> names = new TreeMap<>();
        for (int i = FIXED; i < columns.length; i++) {
            int equals = columns[i].indexOf('=');
            names.put(columns[i].substring(0, equals), split(columns[i].substring(equals + 1)));
        }
        return new Entity(
                columns[0],
                columns[1],
                names,
                number(columns[3]),
                number(columns[4]),
                columns[2],
                columns[6],
                columns[7].isEmpty() ? List.of() : split(columns[7]),
                columns[5].equals("s"));
    }

    private static List<String> split(String names) {
        return names.indexOf('|') < 0 ? List.of(names) : new ArrayList<>(Arrays.asList(names.split("\\|", -1)));
    }

    private static @Nullable Double number(String text) {
        return text.isEmpty() ? null : Double.valueOf(text);
    }
}
