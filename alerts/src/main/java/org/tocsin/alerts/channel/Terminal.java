package org.tocsin.alerts.channel;

import java.io.PrintStream;
import java.util.List;
import org.tocsin.model.Destination;

/** The standard output of the instance, two or three lines an article. */
final class Terminal implements Channel {
    private final PrintStream out;

    Terminal(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "terminal";
    }

    @Override
    public List<Problem> check(Destination destination, String secret) {
        return List.of();
    }

    @Override
    public Result send(Message message) {
        Telling telling = Telling.of(message.alert());
        StringBuilder text = new StringBuilder("● " + telling.headline() + "\n");
        for (Telling.Item item : telling.items()) {
            text.append("    ")
                    .append(item.title())
                    .append(" (")
                    .append(item.label())
                    .append(")\n");
            text.append("    ").append(item.details()).append('\n');
            if (!item.url().isEmpty()) {
                text.append("    ").append(item.url()).append('\n');
            }
        }
        if (telling.more() > 0) {
            text.append("    and ").append(telling.more()).append(" more\n");
        }
        out.print(text);
        out.flush();
        return new Result.Delivered();
    }
}
