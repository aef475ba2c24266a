package org.tocsin.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A topic that articles may carry: a name for a query. Maps keep the order in which they were written.
 *
 * @param names by language (ISO 639-1)
 * @param mediaTopics IPTC Media Topic codes that come with it, {@code medtop:…}
 * @param version 1 for the first form; an edit names the version that it was made to
 * @param groups words of the query by name and language, each a list of queries parted by commas
 * @param query in the query language, with weights and a threshold; <code>{name}</code> stands for a group
 * @param spread how far through an article its words must go
 * @param examples texts that it must and must not fire on
 */
public record TopicDefinition(
        String id,
        String name,
        Map<String, String> names,
        List<String> mediaTopics,
        int version,
        Map<String, Map<String, String>> groups,
        String query,
        Spread spread,
        Examples examples) {

    /**
     * Where the words must stand: in the title or the lead, or in so many paragraphs.
     *
     * @param of the groups whose words count, all words of the query when empty
     * @param paragraphs 2 when left out
     */
    public record Spread(List<String> of, int paragraphs) {
        public Spread {
            of = of == null ? List.of() : List.copyOf(of);
            paragraphs = paragraphs == 0 ? 2 : paragraphs;
        }
    }

    /** Texts in the words of the topic's author. */
    public record Examples(List<Example> about, List<Example> notAbout) {
        public Examples {
            about = about == null ? List.of() : List.copyOf(about);
            notAbout = notAbout == null ? List.of() : List.copyOf(notAbout);
        }
    }

    /** A short article. */
    public record Example(String language, String title, String text) {
        public Example {
            language = language == null ? "" : language;
            title = title == null ? "" : title;
            text = text == null ? "" : text;
        }
    }

    public TopicDefinition {
        id = id == null ? "" : id;
        name = name == null ? id : name;
        names = names == null ? Map.of() : ordered(names);
        mediaTopics = mediaTopics == null ? List.of() : List.copyOf(mediaTopics);
        groups = groups == null ? Map.of() : ordered(groups);
        query = query == null ? "" : query;
        spread = spread == null ? new Spread(List.of(), 2) : spread;
        examples = examples == null ? new Examples(List.of(), List.of()) : examples;
    }

    /** The same topic under another version. */
    public TopicDefinition withVersion(int number) {
        return new TopicDefinition(id, name, names, mediaTopics, number, groups, query, spread, examples);
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
