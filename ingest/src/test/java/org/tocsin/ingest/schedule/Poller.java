package org.tocsin.ingest.schedule;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.tocsin.runtime.FeedSettings;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.OutgoingSettings;

/** A process that polls its share of the feeds until it is killed: broker, name, seconds between two polls. */
final class Poller {
    private Poller() {}

    public static void main(String[] arguments) throws InterruptedException {
        Duration interval = Duration.ofSeconds(Long.parseLong(arguments[2]));
        FeedStage stage = new FeedStage(
                new KafkaSettings(arguments[0]),
                Path.of("none"),
                arguments[1],
                new FeedSettings(Duration.ofSeconds(10), interval, interval, Duration.ZERO, ""),
                new GuardedClient(new OutgoingSettings(
                        List.of("127.0.0.0/8"), Set.of(), "mailto:" + arguments[1] + "@example.org")));
        stage.start();
        Thread.currentThread().join();
    }
}
