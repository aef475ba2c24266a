package org.tocsin.enrich.entity;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.enrich.entity.KnowledgeBuild.Draft;

/**
 * Counts what the lexicon says of English words: how often freely licensed text writes them in small letters, and how
 * often they are part of the names of people, organisations and places.
 */
final class LexiconBuild {
    private static final int RARE = 3;

    private static final class Counts {
        int small;
        int capital;
        int first;
        int last;
        int organization;
        int place;
    }

    private final Map<String, Counts> words = new TreeMap<>();

    void text(String text) {
        Tokens tokens = Tokens.of(text);
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.word(i) && tokens.length(i) > 1) {
                boolean begins =
                        tokens.kind(i - 1) != Tokens.WORD && tokens.first(i - 1) != ',' && tokens.first(i - 1) != '-';
                if (tokens.shape(i) == Tokens.LOWER) {
                    of(tokens.surface(i, i + 1)).small++;
                } else if (!begins && tokens.shape(i) != Tokens.CAPITALS) {
                    of(tokens.surface(i, i + 1)).capital++;
                }
            }
        }
    }

    void names(Collection<Draft> drafts) {
        for (Draft draft : drafts) {
            firstNames(draft);
            for (String name : draft.names.getOrDefault("en", List.of())) {
                String[] all = name.split("[ -]", -1);
                if (draft.type.equals("person") && all.length > 1) {
                    of(all[0]).first++;
                    of(all[all.length - 1]).last++;
                } else if (draft.type.equals("organization") && all.length > 1) {
                    of(all[0]).organization++;
                    of(all[all.length - 1]).organization++;
                } else if (draft.type.equals("place") && !draft.strict) {
                    for (String word : all) {
                        of(word).place++;
                    }
                }
            }
        }
    }

    /** First names in other scripts and languages. */
    private void firstNames(Draft draft) {
        if (draft.type.equals("person")) {
            for (String language : List.of("uk", "ru", "pl", "de", "fr", "es")) {
                for (String name : draft.names.getOrDefault(language, List.of())) {
                    int space = name.indexOf(' ');
                    if (space > 2) {
                        of(name.substring(0, space)).first++;
                    }
                }
            }
        }
    }

    private Counts of(String word) {
        return words.computeIfAbsent(word.toLowerCase(Locale.ROOT), key -> new Counts());
    }

    void write(Path file) throws IOException {
        try (BufferedWriter out = KnowledgeBuild.writer(file)) {
            for (Map.Entry<String, Counts> entry : words.entrySet()) {
                Counts counts = entry.getValue();
                int flags = 0;
                if (counts.small + counts.capital >= RARE) {
                    double share = (double) counts.small / (counts.small + counts.capital);
                    flags = share > 0.95 ? 1 : share > 0.5 ? 2 : share > 0.05 ? 3 : 4;
                }
                flags |= counts.first >= 1 ? Lexicon.FIRST_NAME : 0;
                flags |= counts.first >= 4 ? Lexicon.COMMON_FIRST_NAME : 0;
                flags |= counts.last >= 1 ? Lexicon.LAST_NAME : 0;
                flags |= counts.organization >= 4 ? Lexicon.ORGANIZATION : 0;
                flags |= counts.place >= 3 ? Lexicon.PLACE : 0;
                if (flags != 0 && entry.getKey().matches("[\\p{L}'’]{2,}")) {
                    out.write(entry.getKey() + "\t" + flags + "\n");
                }
            }
        }
    }
}
