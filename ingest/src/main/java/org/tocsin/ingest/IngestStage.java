package org.tocsin.ingest;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.ingest.article.ArticleSink;
import org.tocsin.ingest.file.FolderWatch;
import org.tocsin.ingest.push.PushApi;
import org.tocsin.model.Origin;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Stage;

/** Takes pushed articles over HTTP and reads the files of a watched folder. */
public final class IngestStage implements Stage {
    private final ArticleReader reader = new ArticleReader(InstantSource.system());
    private final ArticleSink sink;
    private final @Nullable FolderWatch inbox;

    /** @param inbox folder to watch, empty for none */
    public IngestStage(KafkaSettings kafka, String inbox) {
        sink = new ArticleSink(kafka);
        this.inbox = inbox.isEmpty()
                ? null
                : new FolderWatch(
                        kafka, Path.of(inbox), Origin.BACKFILL, Duration.ofSeconds(2), InstantSource.system());
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public void routes(JavalinDefaultRoutingApi routes) {
        new PushApi(reader, sink).routes(routes);
    }

    @Override
    public List<MeterBinder> meters() {
        return List.of(sink.meter());
    }

    @Override
    public void start() {
        if (inbox != null) {
            inbox.start();
        }
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {
        if (inbox != null) {
            inbox.close();
        }
        sink.close();
    }
}
