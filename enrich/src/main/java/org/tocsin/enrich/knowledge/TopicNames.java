package org.tocsin.enrich.knowledge;

import java.util.HashMap;
import java.util.Map;
import org.tocsin.enrich.topic.MediaTopics;

/** The names of topics: of those that are known, edited and added ones among them, and of the IPTC Media Topics. */
public final class TopicNames {
    private final Map<String, String> names = new HashMap<>();

    private TopicNames() {}

    /** The names that are known; where several know a topic that of the first. */
    public static TopicNames of(Knowledge... known) {
        TopicNames all = new TopicNames();
        for (Knowledge one : known) {
            for (Knowledge.Item item : one.items()) {
                if (item.topic() != null && !item.name().isBlank()) {
                    all.names.putIfAbsent(item.id(), item.name());
                }
            }
        }
        return all;
    }

    /** The name of a topic; its id where it has none. */
    public String name(String id) {
        String known = names.get(id);
        return known == null ? MediaTopics.name(id) : known;
    }
}
