package org.tocsin.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Article;
import org.tocsin.model.FileImport;
import org.tocsin.model.Origin;
import org.tocsin.model.Topic;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/** A folder whose files are written while it is watched, on the embedded broker. */
final class FolderWatchTest {
    @TempDir
    private static Path brokerDirectory;

    private static EmbeddedBroker broker;
    private static KafkaSettings kafka;

    @TempDir
    private Path directory;

    private Path inbox;
    private Consumer<String, Article> articles;
    private Consumer<String, FileImport> imports;
    private FolderWatch watch;
    private final List<String> titles = new ArrayList<>();
    private final List<FileImport> done = new ArrayList<>();

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(brokerDirectory);
        kafka = new KafkaSettings(broker.bootstrap());
        kafka.createTopics();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws IOException {
        inbox = Files.createDirectories(directory.resolve("inbox"));
        articles = fromNow(Article.class, Topic.ARTICLES);
        imports = fromNow(FileImport.class, Topic.IMPORTS);
        startWatch();
    }

    private void startWatch() {
        watch = new FolderWatch(kafka, inbox, Origin.BACKFILL, Duration.ofMillis(200), InstantSource.system());
        watch.start();
    }

    @AfterEach
    void stop() {
        watch.close();
        articles.close();
        imports.close();
    }

    private static <T> Consumer<String, T> fromNow(Class<T> type, Topic<?> topic) {
        Consumer<String, T> consumer = kafka.consumer(type, "");
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }

    private static String article(String title) {
        return "{\"title\": \"" + title + "\", \"url\": \"https://paper.example/" + title.replace(' ', '-') + "\"}\n";
    }

    private void awaitImports(int number) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (done.size() < number) {
            assertThat(System.nanoTime()).as("imports so far: " + done).isLessThan(end);
            for (ConsumerRecord<String, FileImport> item : imports.poll(Duration.ofMillis(50))) {
                done.add(item.value());
            }
        }
        for (int empty = 0; empty < 3; ) {
            var some = articles.poll(Duration.ofMillis(50));
            some.forEach(item -> titles.add(item.value().title()));
            empty = some.isEmpty() ? empty + 1 : 0;
        }
    }

    /** Long enough for three looks at the folder. */
    private static void lookThrice() {
        long end = System.nanoTime() + Duration.ofMillis(800).toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void readsFilesOfSubfoldersAndLeavesOutWhatIsHiddenOrUnderWay() throws IOException {
        Files.createDirectories(inbox.resolve("2025/june"));
        Files.createDirectories(inbox.resolve(".git"));
        Files.writeString(inbox.resolve("2025/june/a.jsonl"), article("In a subfolder"));
        Files.writeString(inbox.resolve("b.jsonl"), article("At the top"));
        Files.writeString(inbox.resolve(".git/c.jsonl"), article("In a hidden folder"));
        Files.writeString(inbox.resolve(".d.jsonl"), article("Hidden"));
        Files.writeString(inbox.resolve("e.jsonl.part"), article("Under way"));
        awaitImports(2);
        lookThrice();
        awaitImports(2);
        assertThat(titles).containsExactlyInAnyOrder("In a subfolder", "At the top");
        Files.move(inbox.resolve("e.jsonl.part"), inbox.resolve("e.jsonl"));
        awaitImports(3);
        assertThat(titles).contains("Under way");
    }

    @Test
    void waitsUntilAFileStaysAsItIs() throws IOException {
        Path file = inbox.resolve("growing.jsonl");
        StringBuilder text = new StringBuilder();
        long end = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
        int number = 0;
        while (System.nanoTime() < end) {
            text.append(article("Number " + number++));
            // the last line is always half a line
            Files.writeString(file, text.substring(0, text.length() - 10));
            LockSupport.parkNanos(20_000_000);
        }
        Files.writeString(file, text);
        awaitImports(1);
        assertThat(done).hasSize(1);
        assertThat(done.getFirst().rejected()).isZero();
        assertThat(titles).hasSize(number);
    }

    @Test
    void readsNothingAgainAfterARestartAndAnewWhatWasWrittenAnew() throws IOException {
        Path file = Files.writeString(inbox.resolve("a.jsonl"), article("First"));
        awaitImports(1);
        watch.close();
        startWatch();
        lookThrice();
        awaitImports(1);
        assertThat(titles).containsExactly("First");
        Files.writeString(file, article("Second"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        awaitImports(2);
        assertThat(titles).containsExactly("First", "Second");
    }

    @Test
    void followsNoSymbolicLinks() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret.jsonl"), article("Secret"));
        Files.createSymbolicLink(inbox.resolve("link.jsonl"), outside.resolve("secret.jsonl"));
        Files.createSymbolicLink(inbox.resolve("folder"), outside);
        Files.createSymbolicLink(inbox.resolve("loop"), inbox);
        Files.writeString(inbox.resolve("own.jsonl"), article("Own"));
        awaitImports(1);
        lookThrice();
        awaitImports(1);
        assertThat(titles).containsExactly("Own");
    }

    @Test
    void setsAsideWhatHoldsNoArticleAndSaysWhy() throws IOException {
        Files.createDirectories(inbox.resolve("sub"));
        Files.writeString(inbox.resolve("sub/bad.jsonl"), "{\"id\": 1}\n{broken\n");
        awaitImports(1);
        assertThat(inbox.resolve("sub/bad.jsonl")).doesNotExist();
        assertThat(inbox.resolve("rejected/sub/bad.jsonl")).exists();
        assertThat(inbox.resolve("rejected/sub/bad.jsonl.reasons.txt"))
                .content()
                .contains("line 1: no-text", "line 2: json");
        lookThrice();
        awaitImports(1);
        assertThat(done).as("what was set aside is not read again").hasSize(1);
    }

    @Test
    void readsTheOthersWhereAFileCannotBeSetAside() throws IOException {
        Files.writeString(inbox.resolve("rejected"), "a file where the folder should be");
        Files.writeString(inbox.resolve("a.jsonl"), "{broken\n");
        Files.writeString(inbox.resolve("b.jsonl"), article("Behind it"));
        awaitImports(2);
        assertThat(titles).containsExactly("Behind it");
        assertThat(inbox.resolve("a.jsonl")).exists();
    }
}
