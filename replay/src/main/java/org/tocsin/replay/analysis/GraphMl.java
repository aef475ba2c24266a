package org.tocsin.replay.analysis;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.tocsin.replay.sql.Table;

/** Pairs as an undirected graph in GraphML, each node with its id and its name. */
final class GraphMl {
    private GraphMl() {}

    /**
     * Columns: one, other, weight.
     *
     * @param named the same rows with names
     */
    static String of(Table table, Table named) {
        Map<String, String> nodes = new LinkedHashMap<>();
        StringBuilder edges = new StringBuilder();
        for (int i = 0; i < table.rows().size(); i++) {
            var row = table.rows().get(i);
            for (int side = 0; side < 2; side++) {
                nodes.putIfAbsent(
                        String.valueOf(row.get(side)),
                        String.valueOf(named.rows().get(i).get(side)));
            }
            edges.append("    <edge source=\"%s\" target=\"%s\"><data key=\"weight\">%s</data></edge>\n"
                    .formatted(
                            Svg.escaped(String.valueOf(row.get(0))),
                            Svg.escaped(String.valueOf(row.get(1))),
                            String.format(Locale.ROOT, "%.0f", Table.number(row.get(2)))));
        }
        StringBuilder text = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
                  <key id="label" for="node" attr.name="label" attr.type="string"/>
                  <key id="weight" for="edge" attr.name="weight" attr.type="double"/>
                  <graph edgedefault="undirected">
                """);
        nodes.forEach((id, name) -> text.append("    <node id=\"%s\"><data key=\"label\">%s</data></node>\n"
                .formatted(Svg.escaped(id), Svg.escaped(name))));
        return text.append(edges).append("  </graph>\n</graphml>\n").toString();
    }
}
