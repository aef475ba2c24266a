package org.tocsin.enrich;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Topic;

/**
 * Tags on the other cores what has been fetched, while the one thread of a partition goes through it in order: what is asked
 * for has mostly been tagged by then, and is tagged by who asks where it has not. An article is tagged alike wherever that
 * happens, so nothing but the time depends on it. Thread-safe.
 */
final class TagAhead {
    private static final String SETTING = "tocsin.tag.ahead";

    /** Fetched and not asked for; more are left over from partitions that went to another instance. */
    private static final int MOST = 10_000;

    private final Function<Article, EnrichedArticle> tagger;
    private final Supplier<String> version;
    private final Executor others = workers(Runtime.getRuntime().availableProcessors() - 1);
    private final Map<Place, Ahead> fetched = new ConcurrentHashMap<>();

    /** Of late articles were there before and were not tagged, as when a file is read again. */
    private volatile boolean repeating;

    private record Place(String topic, int partition, long offset) {}

    /** One article, tagged by whoever takes it up first. */
    private static final class Ahead {
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CompletableFuture<EnrichedArticle> tagged = new CompletableFuture<>();

        /** Whether it is the caller's to tag. */
        boolean take() {
            return taken.compareAndSet(false, true);
        }
    }

    /**
     * @param tagger thread-safe
     * @param version of the knowledge by which it tags now
     */
    TagAhead(Function<Article, EnrichedArticle> tagger, Supplier<String> version) {
        this.tagger = tagger;
        this.version = version;
    }

    /** Threads that end when there is nothing to do. */
    private static Executor workers(int count) {
        int threads = Math.max(1, count);
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("tag-ahead-", 1).factory());
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /** The settings of a Streams application whose fetched articles are tagged here. */
    Properties watching(Properties application) {
        application.put("main.consumer.interceptor.classes", Fetched.class.getName());
        application.put("main.consumer." + SETTING, this);
        return application;
    }

    /** Hears of what has been fetched; Kafka makes it. */
    public static final class Fetched implements ConsumerInterceptor<byte[], byte[]> {
        private @Nullable TagAhead ahead;

        @Override
        public void configure(Map<String, ?> settings) {
            ahead = (TagAhead) settings.get(SETTING);
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            TagAhead to = ahead;
            if (to != null) {
                records.records(Topic.ARTICLES.name()).forEach(to::fetched);
            }
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}
    }

    private void fetched(ConsumerRecord<byte[], byte[]> record) {
        byte[] json = record.value();
        if (repeating || json == null) {
            return;
        }
        if (fetched.size() >= MOST) {
            fetched.clear();
        }
        Ahead article = new Ahead();
        fetched.put(new Place(record.topic(), record.partition(), record.offset()), article);
        others.execute(() -> tag(article, json));
    }

    private void tag(Ahead article, byte[] json) {
        if (repeating || !article.take()) {
            return;
        }
        try {
            article.tagged.complete(tagger.apply(Json.read(json, Article.class)));
        } catch (RuntimeException | Error e) {
            article.tagged.completeExceptionally(e);
        }
    }

    /** The article, which is at that place of the log, tagged by what is known now; throws what the tagger throws. */
    EnrichedArticle tagged(RecordMetadata place, Article article) {
        repeating = false;
        Ahead ahead = fetched.remove(of(place));
        if (ahead == null || ahead.take()) {
            return tagger.apply(article);
        }
        try {
            EnrichedArticle tagged = ahead.tagged.join();
            return tagged.knowledgeVersion().equals(version.get()) ? tagged : tagger.apply(article);
        } catch (CompletionException e) {
            // as if it had been tagged here
            return tagger.apply(article);
        }
    }

    /** Says that the article at that place need not be tagged. */
    void repeated(RecordMetadata place) {
        repeating = true;
        fetched.remove(of(place));
    }

    private static Place of(RecordMetadata place) {
        return new Place(place.topic(), place.partition(), place.offset());
    }
}
