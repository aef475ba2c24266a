package org.tocsin.app;

import java.util.function.Consumer;
import org.tocsin.model.Json;
import picocli.CommandLine.Option;

/** How a report on the past is written: as text, or whole as JSON. */
final class AnswerOptions {
    @Option(names = "--json", description = "Write one JSON object with everything.")
    private boolean json;

    <T> void print(T report, Consumer<T> text) {
        if (json) {
            System.out.println(Json.line(report));
        } else {
            text.accept(report);
        }
    }
}
