package org.tocsin.model;

import java.util.List;

/** A feed to poll. */
public record Feed(String id, String url, String name, String group, List<String> tags, boolean paused) {
    public Feed {
        name = name == null ? "" : name;
        group = group == null ? "" : group;
        tags = tags == null ? List.of() : List.copyOf(tags);
    }
}
