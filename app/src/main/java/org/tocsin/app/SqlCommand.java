package org.tocsin.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.tocsin.replay.sql.History;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** SQL over history. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = {
            "Ask an export, or a time of the log, in the SQL of DuckDB. There are the views articles, mentions, topics,"
                    + " stories and alerts; DESCRIBE articles names the columns."
        },
        footer = {
            "",
            "  tocsin sql 'SELECT topic, count(*) AS n FROM topics GROUP BY topic ORDER BY n DESC' --as plot",
            "  tocsin sql 'SELECT * FROM stories ORDER BY articles DESC LIMIT 20' --on january"
        })
final class SqlCommand implements Callable<Integer> {
    @Mixin
    private HistoryOptions history;

    @Parameters(paramLabel = "SQL", description = "One statement.")
    private String sql;

    @Override
    public Integer call() throws IOException {
        if (history.ofLog()) {
            History.prepare(sql);
        }
        history.with(false, (open, topics) -> history.print(open.ask(sql)));
        return Main.OK;
    }
}
