package org.tocsin.enrich.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tocsin.model.Entity;

/** What an entity that a user gives must be. */
final class EntityCheck {
    private static final int MOST_NAMES = 500;
    private static final int LONGEST_NAME = 120;

    /** Languages whose everyday words the lexicon has counted. Elsewhere a word without a capital is taken for one too. */
    private static final Set<String> COUNTED = Set.of("en", "uk");

    private EntityCheck() {}

    static List<String> of(Entity entity, Lexicon lexicon) {
        List<String> reasons = new ArrayList<>();
        if (entity.id() == null || !entity.id().matches("Q[1-9][0-9]*|tocsin:[\\w.:-]{1,80}")) {
            reasons.add("The id \"" + entity.id()
                    + "\" is neither a Wikidata id such as Q423 nor of the form tocsin:name.");
        }
        if (!KnowledgeBase.TYPES.contains(entity.type())) {
            reasons.add(
                    "The type \"" + entity.type() + "\" is not one of " + String.join(", ", KnowledgeBase.TYPES) + ".");
        }
        int count = 0;
        for (Map.Entry<String, List<String>> entry : entity.names().entrySet()) {
            for (String name : entry.getValue()) {
                count++;
                name(name, entry.getKey(), entity, lexicon, reasons);
            }
        }
        if (count == 0) {
            reasons.add("It has no name; give at least one, for example \"names\": {\"en\": [\"Kursk\"]}.");
        }
        if (count > MOST_NAMES) {
            reasons.add("It has " + count + " names; at most " + MOST_NAMES + " are allowed.");
        }
        if ((entity.latitude() != null && !(Math.abs(entity.latitude()) <= 90))
                || (entity.longitude() != null && !(Math.abs(entity.longitude()) <= 180))
                || (entity.latitude() == null) != (entity.longitude() == null)) {
            reasons.add(
                    "Latitude must lie between -90 and 90 and longitude between -180 and 180, both or neither given.");
        }
        return reasons;
    }

    private static void name(String name, String language, Entity entity, Lexicon lexicon, List<String> reasons) {
        Tokens tokens = Tokens.of(name);
        int words = NameEntry.words(tokens, new long[Names.LONGEST], null);
        if (words == 0) {
            reasons.add("The name \"" + name + "\" has no word, or more than " + Names.LONGEST + ".");
        } else if (name.length() > LONGEST_NAME) {
            reasons.add("The name \"" + name.substring(0, 40) + "…\" has " + name.length() + " characters; at most "
                    + LONGEST_NAME + " are allowed.");
        } else if (words == 1 && entity.context().isEmpty()) {
            int usage = lexicon.get(tokens.key(0)) & Lexicon.CASE;
            boolean counted = COUNTED.contains(language);
            boolean everyday = lexicon.common(language, tokens.key(0))
                    || (counted
                            ? usage == 1 || usage == 2
                            : tokens.shape(0) == Tokens.LOWER && !Stems.hangul(tokens.first(0)));
            if (everyday && tokens.shape(0) != Tokens.CAPITALS) {
                reasons.add("The name \"" + name
                        + "\" is one common word and would be found everywhere; use a longer name, or give"
                        + " context words one of which must stand in the article.");
            } else if (tokens.length(0) < 2) {
                reasons.add("The name \"" + name + "\" is a single character.");
            }
        }
    }
}
