package org.tocsin.replay.recall;

import java.util.HashMap;
import java.util.Map;

/** Which stories have become part of which, as the articles say. */
final class Merges {
    private final Map<String, String> into = new HashMap<>();

    void add(String story, Iterable<String> merged) {
        merged.forEach(id -> into.put(id, story));
    }

    /** The story that one has become part of, in the end; itself if of none. */
    String remaining(String story) {
        String id = story;
        for (int step = 0; step <= into.size() && into.containsKey(id); step++) {
            id = into.getOrDefault(id, id);
        }
        return id;
    }
}
