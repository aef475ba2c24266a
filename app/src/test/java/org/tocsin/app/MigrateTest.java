package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.app.crash.Books;
import org.tocsin.app.crash.Expectations;
import org.tocsin.app.crash.Instance;
import org.tocsin.app.crash.Receiver;
import org.tocsin.app.crash.Wire;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/** An instance that is killed in the middle of its work and goes on at another broker. */
final class MigrateTest {
    private static final int ARTICLES = 12;

    @TempDir
    private Path directory;

    @Test
    void alertsOnceBeforeAndAfterAMoveAndMissesNothing() throws Exception {
        Files.writeString(directory.resolve("tocsin.yaml"), "allow-private: 127.0.0.0/8\n");
        Program program = new Program(directory);
        try (Receiver receiver = new Receiver(1, 0);
                Wire wire = new Wire(2);
                Instance before = new Instance(directory, "data");
                EmbeddedBroker cluster = EmbeddedBroker.start(Files.createDirectory(directory.resolve("cluster")))) {
            Expectations expected = new Expectations();
            before.start();
            wire.subscribe(before, receiver, expected);
            wire.push(before, ARTICLES, expected);
            Program.await(
                    "alerts arrive", () -> expected.missing(receiver.received()).isEmpty());
            Books.settled(new KafkaSettings(before.bootstrap()));
            Set<String> told = receiver.taken();
            wire.push(before, ARTICLES, expected);
            before.kill();

            Program.Outcome moved = program.run("migrate", "--data", "data", "--bootstrap", cluster.bootstrap());
            assertThat(moved.code()).as(moved.out() + moved.err()).isZero();
            assertThat(moved.out()).contains("both sides are equal", "tocsin.alerts 0", "tocsin-decide-");
            assertThat(moved.err()).contains("\"task\":\"Migrating\"", "\"finished\":true");
            Program.Outcome old = program.run("start", "--data", "data", "--port", "0");
            assertThat(old.code()).isEqualTo(Main.FAILED);
            assertThat(old.err()).contains("was moved to the cluster at " + cluster.bootstrap());

            try (Instance after = new Instance(directory, "data", "--bootstrap", cluster.bootstrap())) {
                after.start();
                wire.finish(after);
                wire.push(after, 2 * ARTICLES, expected);
                Program.await(
                        "all arrive",
                        () -> expected.missing(receiver.received()).isEmpty());
                Books books = Books.settled(new KafkaSettings(cluster.bootstrap()));
                assertThat(books.addsUp()).as(books.toString()).isTrue();
                assertThat(expected.wrong(receiver.received())).isEmpty();
                assertThat(receiver.repeated()).doesNotContainAnyElementsOf(told);
            }
        }
    }
}
